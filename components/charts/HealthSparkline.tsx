import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatDay, formatNumber } from '../format.ts';

const heightPx = 44;

/** Health over time, one point a day, with the last value written out. Days without a score are gaps, not zeros. */
export function HealthSparkline({
  history,
  locale,
  label,
}: {
  history: readonly { day: string; score: number | null }[];
  locale: string;
  label: string;
}) {
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const style = getComputedStyle(element);
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
            stroke: style.color,
            width: 1.5,
            points: { show: history.length < 8, size: 4, fill: style.color },
            spanGaps: false,
          },
        ],
      },
      [history.map((p) => Date.parse(p.day) / 1000), history.map((p) => p.score)],
      element,
    );
    const resize = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: heightPx }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      chart.destroy();
    };
  }, [history]);
  const first = history[0];
  const last = history.at(-1);
  return (
    <figure class="spark-figure">
      <div class="spark" ref={holder} role="img" aria-label={label} data-testid="sparkline" />
      <figcaption>
        <span>{first ? formatDay(first.day, locale) : ''}</span>
        <strong>{last && last.score !== null ? formatNumber(last.score, locale) : '–'}</strong>
      </figcaption>
    </figure>
  );
}
