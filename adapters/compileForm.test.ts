import { describe, expect, it } from 'vitest';
import { compileForm } from './compileForm.ts';

const tokens = { id: '(?<id>\\d+)', any: '[^/]+' };

describe('a form', () => {
  it.each([
    ['a/{id}', 'a/5', '5'],
    ['a/{id}', 'a/5/b', '5'],
    ['a/{id}', 'a/5b', null],
    ['a/{id}', 'b/a/5', null],
    ['a/{id}$', 'a/5', '5'],
    ['a/{id}$', 'a/5/b', null],
    ['(x/{any}/)?a/{id}', 'x/y/a/5', '5'],
    ['(x/{any}/)?a/{id}', 'x/y/z/a/5', null],
    ['a.b/{id}', 'a.b/5', '5'],
    ['a.b/{id}', 'axb/5', null],
  ])('%s beside %s', (form, text, id) => {
    expect(compileForm(form, tokens).exec(text)?.groups?.id ?? null).toBe(id);
  });
});
