import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { createDockHandlers } from '../../lib/context/dockHandlers.ts';
import { createFindHandlers } from '../../lib/context/findHandlers.ts';
import { createHandlers } from '../../lib/context/handlers.ts';
import { createSessionHandlers } from '../../lib/context/sessionHandlers.ts';
import { createSettingsHandlers } from '../../lib/context/settingsHandlers.ts';
import { rpc } from '../../lib/contract/rpc.ts';
import { projectFiles, readProject } from './projectFiles.ts';

const names = Object.keys(rpc).sort();

describe('messages inside the extension', () => {
  it('each have a handler, and each handler a message', () => {
    expect(names.length).toBeGreaterThan(8);
    // Making the handlers touches none of their dependencies.
    const all = [
      createHandlers({} as never),
      createDockHandlers({} as never).handlers,
      createFindHandlers({} as never),
      createSessionHandlers({} as never),
      createSettingsHandlers({} as never),
    ];
    expect(all.flatMap((handlers) => Object.keys(handlers)).sort()).toEqual(names);
  });

  it.each(Object.entries(rpc))(
    '%s declares who may send it, and refuses what it does not expect',
    (_name, definition) => {
      expect(['content', 'page']).toContain(definition.from);
      const request: z.ZodMiniType = definition.request;
      for (const odd of [undefined, null, 'text', 1, [], { unexpected: true }])
        expect(z.safeParse(request, odd).success).toBe(false);
    },
  );

  it('are all sent by somebody', () => {
    const senders = projectFiles(/^(?:entrypoints|lib)\/.*\.tsx?$/).filter(
      (f) => !/^lib\/(?:contract\/rpc|context\/\w*[hH]andlers|.*\.test)/.test(f),
    );
    expect(senders.length).toBeGreaterThan(20);
    const text = senders.map(readProject).join('\n');
    expect(names.filter((name) => !text.includes(`'${name}'`))).toEqual([]);
  });
});
