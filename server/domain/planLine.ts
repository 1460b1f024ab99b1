/** A line of a subscription. What is `metered` is paid for by use, and its quantity says nothing. */
export type PlanLine = {
  name: string;
  quantity: number;
  interval: 'day' | 'week' | 'month' | 'year';
  /** How many intervals are paid for at a time; absent: one. */
  every?: number;
  /** End of the current period of this line, epoch ms; absent or null where the source does not say. */
  endsAt?: number | null;
  metered?: boolean;
};
