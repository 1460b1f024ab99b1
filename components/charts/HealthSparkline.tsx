import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

const heightPx = 48;

/** Health over time, one point a day, always left to right. Days without a score are gaps, not zeros. The newest point is marked. */
export function HealthSparkline({
  history,
  label,
}: {
  history: readonly { day: string; score: number | null }[];
  label: string;
}) {
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    // Asked at each drawing, because the colour scheme can change while the panel is open.
    const ink = () => getComputedStyle(element).color;
    const last = history.findLastIndex((p) => p.score !== null);
    const chart = new uPlot(
      {
        width: element.clientWidth,
        height: heightPx,
        legend: { show: false },
        cursor: { show: false },
        select: { show: false, left: 0, top: 0, width: 0, height: 0 },
        padding: [4, 4, 4, 4],
        axes: [{ show: false }, { show: false }],
        scales: { y: { range: [0, 100] } },
        series: [
          {},
          {
            stroke: ink,
            width: 1.5,
            points: { show: true, size: 5, stroke: ink, fill: ink, filter: () => [last] },
            spanGaps: false,
          },
        ],
      },
      [history.map((p) => Date.parse(p.day) / 1000), history.map((p) => p.score)],
      element,
    );
    const resize = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: heightPx }));
    resize.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => chart.redraw();
    scheme.addEventListener('change', redraw);
    return () => {
      scheme.removeEventListener('change', redraw);
      resize.disconnect();
      chart.destroy();
    };
  }, [history]);
  return <div ref={holder} role="img" aria-label={label} data-testid="sparkline" />;
}
