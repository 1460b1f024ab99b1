/** How far a job is: `total` null when nobody can say. Sent often; a listener draws or ignores it. */
export type Progress = { phase: string; done: number; total: number | null };
export type OnProgress = (event: Progress) => void;
