import { describe, expect, it } from 'vitest';
import { registrableDomain } from './domains.ts';

const words = (text: string) => text.trim().split(/\s+/);

describe('shared domains', () => {
  it.each(
    words(`comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net btinternet.com sky.com
      virginmedia.com bigpond.com rogers.com shaw.ca optonline.net rocketmail.com sfr.fr bluewin.ch tiscali.it virgilio.it
      telenet.be ziggo.nl kpnmail.nl arcor.de online.de 1und1.de duck.com tuta.io rambler.ru bk.ru list.ru ukr.net
      seznam.cz wp.pl o2.pl onet.pl sina.com foxmail.com gmx.ch gmx.fr ig.com.br tempmail.com temp-mail.org mailbox.org`),
  )('are those of mail providers: %s', (domain) => expect(registrableDomain(`ida@${domain}`)).toBeNull());

  it.each(
    words(`yahoo.it yahoo.es yahoo.ca yahoo.com.br yahoo.co.in yahoo.co.nz hotmail.de hotmail.it hotmail.com.br outlook.de
      outlook.fr outlook.com.au live.nl live.co.uk live.com.mx msn.nl gmx.co.uk yandex.kz icloud.com windowslive.com`),
  )('are those of a provider in every country: %s', (domain) => expect(registrableDomain(domain)).toBeNull());

  it.each(
    words(`sites.google.com/view/acme https://www.google.com/maps/place/Acme facebook.com/acme https://fb.me/acme
      linkedin.com/company/acme https://medium.com/@acme linktr.ee/acme acme.wordpress.com/x@y.wix.com github.com/acme`),
  )('are those where anybody has a page: %s', (site) => expect(registrableDomain(site)).toBeNull());

  it.each(
    words(`siemens.com siemens.de sap.com microsoft.com apple.com ibm.com amazon.com deloitte.com vodafone.com
      verizon.com comcast.com alibaba.com name.com bt.com discovery.com live.io yahoo-services.com gmx-logistics.de
      outlook-consulting.com acme.github.io acme.myshopify.com mailchimp.com sendgrid.com postmates.com mit.edu`),
  )('are not those of one company: %s', (domain) => expect(registrableDomain(`ida@${domain}`)).toBe(domain));
});
