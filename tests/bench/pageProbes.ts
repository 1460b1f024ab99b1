/** Changes of the page in one step, and the time between two steps: 200 a second. */
const changesAtOnce = 20;
const stepMs = 100;

/** Runs in a page before its own scripts: counts the tasks that stop it for more than 50 ms. */
export function countLongTasks(): void {
  const counted = Object.assign(globalThis, { longTasks: 0 });
  new PerformanceObserver((list) => {
    counted.longTasks += list.getEntries().length;
  }).observe({ type: 'longtask' });
}

/** The source of a function that runs in the page: changes text, attributes and children 200 times a second, and ends after so many steps. */
export const changePage = (steps: number): string => `(${change})(${steps}, ${changesAtOnce}, ${stepMs})`;

function change(steps: number, atOnce: number, everyMs: number): Promise<void> {
  const elements = [...document.querySelectorAll('.inflate span')];
  let done = 0;
  const changeOne = () => {
    // A prime far from the length of a row: all over the page.
    const element = elements[(done * 7919) % elements.length] as Element;
    const kind = done++ % 3;
    if (kind === 0) element.textContent = String(done);
    else if (kind === 1) element.setAttribute('data-changed', String(done));
    else element.replaceChildren(document.createElement('b'));
  };
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      for (let i = 0; i < atOnce; i++) changeOne();
      if (done < steps * atOnce) return;
      clearInterval(timer);
      resolve();
    }, everyMs);
  });
}

/** Runs in the page: so many navigations within it, one in each frame. */
export async function navigate(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    history.replaceState({}, '', `?n=${i}`);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

/** Runs in the page: ends when the page has nothing to do, twice. */
export const idle = () =>
  new Promise<void>((resolve) => requestIdleCallback(() => requestIdleCallback(() => resolve())));
