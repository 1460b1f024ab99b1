import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coreName } from './coreName.ts';
import { registrableDomain, registrableDomains } from './domains.ts';

describe('registrableDomain', () => {
  it.each([
    ['https://www.shop.acme.co.uk/x?y#z', 'acme.co.uk'],
    ['acme.com', 'acme.com'],
    ['Ida.Byron@Mail.Acme.DE', 'acme.de'],
    ['http://acme.com:8080', 'acme.com'],
    ['https://acme.myshopify.com', 'acme.myshopify.com'],
    ['someone@gmail.com', null],
    ['https://linkedin.com/company/acme', null],
    ['co.uk', null],
    ['localhost', null],
    ['192.168.0.1', null],
    ['n/a', null],
    ['', null],
  ])('%s is %s', (address, domain) => expect(registrableDomain(address)).toBe(domain));

  it('answers for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const domain = registrableDomain(text);
        if (domain !== null) expect(domain).toBe(domain.toLowerCase());
      }),
    );
  });

  it('keeps the order and drops what repeats', () => {
    expect(registrableDomains(['b@b.com', 'www.a.com', 'b.com', 'x@gmail.com'])).toEqual(['b.com', 'a.com']);
  });
});

describe('coreName', () => {
  it.each([
    ['Northwind Analytics Inc.', 'northwind analytics'],
    ['NORTHWIND  ANALYTICS, LLC', 'northwind analytics'],
    ['Müller & Söhne GmbH & Co. KG', 'muller and sohne'],
    ['Philips B.V.', 'philips'],
    ['Acme (old)', 'acme'],
    ['شركة نور للطاقة', 'شركة نور للطاقة'],
    ['Inc.', 'inc'],
    ['!!!', ''],
  ])('%s is "%s"', (name, core) => expect(coreName(name)).toBe(core));

  it('is stable: the core of a core is itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const once = coreName(name);
        expect(coreName(coreName(once))).toBe(coreName(once));
      }),
    );
  });
});
