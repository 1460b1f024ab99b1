import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../server/store/openStore.ts';
import { readProject } from './projectFiles.ts';

/** Kysely's own bookkeeping. */
const bookkeeping = new Set(['kysely_migration', 'kysely_migration_lock']);

describe('the store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-schema-'));
  let db: DatabaseSync;
  let tables: string[] = [];

  beforeAll(async () => {
    const file = join(folder, 'schema.sqlite');
    await (await openStore(`sqlite:${file}`)).close();
    db = new DatabaseSync(file, { readOnly: true });
    const rows = db.prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'").all();
    tables = rows.map((row) => String(row.name)).filter((name) => !bookkeeping.has(name));
  });
  afterAll(() => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has tables, each described in the schema type', () => {
    expect(tables.length).toBeGreaterThan(10);
    const types = ['schema', 'identitySchema'].map((name) => readProject(`server/store/${name}.ts`)).join('\n');
    const described = [...types.matchAll(/^ {2}(\w+): \{/gm)].map((m) => m[1]);
    expect(described.toSorted()).toEqual(tables.toSorted());
  });

  it('keeps tenants apart: tenant_id comes first in every primary key', () => {
    const wrong = tables.filter((table) => {
      const first = db.prepare(`select name from pragma_table_info('${table}') where pk = 1`).get();
      return first?.name !== 'tenant_id';
    });
    expect(wrong).toEqual([]);
  });

  it('and first in every index', () => {
    const indexes = db
      .prepare("select name from sqlite_schema where type = 'index'")
      .all()
      .map((row) => String(row.name));
    expect(indexes.length).toBeGreaterThan(10);
    const wrong = indexes.filter((index) => {
      if ([...bookkeeping].some((name) => index.includes(name))) return false;
      return db.prepare(`select name from pragma_index_info('${index}') where seqno = 0`).get()?.name !== 'tenant_id';
    });
    expect(wrong).toEqual([]);
  });
});
