/**
 * What one person at the customer did on one UTC day, counted. It comes from the events endpoint or a file, not from a record that
 * a CRM shows.
 */
export type ActivityDay = {
  day: string;
  /** The sender's own id of the person. */
  userId: string;
  /** `product` is use of what was sold; the others are dealings with us. */
  channel: 'product' | 'email' | 'meeting' | 'call' | 'web';
  name: string;
  count: number;
};

export type ActivitySource = 'events' | 'file';
