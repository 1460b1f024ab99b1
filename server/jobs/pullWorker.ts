import { constants, setPriority } from 'node:os';

/**
 * The thread of `pullInWorker`. It gives way to requests from its first moment on, so the program is loaded after that. On Linux a thread
 * has its own priority, and hands it on to those that it starts; elsewhere this would slow down the requests too.
 */
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW);
await import('./pullThread.ts');
