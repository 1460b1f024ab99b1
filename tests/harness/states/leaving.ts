import type { ContextDocument } from '../../../lib/contract/context.ts';
import { northwind } from './northwind.ts';

const { health, billing } = northwind.sections;

/** The same customer, whose subscriptions have all ended, or are all paused: neither is a notice that somebody gave. */
function without(state: 'ended' | 'paused'): ContextDocument {
  const hasEnded = state === 'ended';
  const [score, band] = hasEnded ? ([29, 'critical'] as const) : ([64.8, 'watch'] as const);
  return {
    ...northwind,
    header: { ...northwind.header, band, score, arr: [], renewsAt: null },
    sections: {
      ...northwind.sections,
      health: {
        ...health,
        data: health.data && {
          ...health.data,
          score,
          band,
          trend: { direction: 'down', delta: hasEnded ? -55.2 : -19.4 },
          history: health.data.history.map((p, i) => (i === 59 ? { ...p, score } : p)),
          factors: [
            ...health.data.factors,
            {
              id: 'endingSubscriptions',
              group: 'renewal',
              value: null,
              unit: state,
              score: 0,
              weight: 0.25,
              points: -19.4,
            },
          ],
          caps: hasEnded ? [{ id: 'cancellationNotice', ceiling: 29, points: -35.8 }] : [],
        },
      },
      billing: {
        ...billing,
        data: billing.data && {
          ...billing.data,
          state: hasEnded ? 'cancelled' : 'paused',
          arr: [],
          renewsAt: null,
          cancelsAt: null,
        },
      },
    },
  };
}

export const left = without('ended');
export const paused = without('paused');

/** The same customer, who gave notice of everything; a server of an older version says that the day of the end is also a renewal. */
export const notice: ContextDocument = {
  ...northwind,
  sections: {
    ...northwind.sections,
    billing: { ...billing, data: billing.data && { ...billing.data, cancelsAt: billing.data.renewsAt } },
  },
};
