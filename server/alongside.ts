import { enableCompileCache } from 'node:module';

/** `npm run alongside`: the command line, compiled once. Half of a start would be the compiling of the program. */
enableCompileCache(new URL('../.data/compile-cache', import.meta.url).pathname);
await import('./cli.ts');
