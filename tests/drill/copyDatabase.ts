import { copyFileSync } from 'node:fs';
import pg from 'pg';

/** Makes a database a copy of another one that nobody has open. Both are on one engine, and on one server. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const path = (url: string) => url.replace(/^sqlite:/, '');
  if (from.startsWith('sqlite:')) return copyFileSync(path(from), path(to));
  const name = (url: string) => `"${new URL(url).pathname.slice(1)}"`;
  const admin = new URL(from);
  admin.pathname = '/postgres';
  const client = new pg.Client(admin.href);
  await client.connect();
  try {
    await client.query(`drop database if exists ${name(to)}`);
    await client.query(`create database ${name(to)} template ${name(from)}`);
  } finally {
    await client.end();
  }
}
