import providers from 'email-providers/all.json' with { type: 'json' };

/** Mailboxes anyone can open that the list lacks, and hosts anyone can publish on that are no public suffix. Reviewed by hand. */
const added = `
  1und1.de 1und1.com 32x.de a1.net aon.at bellnet.ca bluemail.ch cogeco.ca duck.com eclipso.de eclipso.eu firemail.de
  freemail.de freenet.ch gmx.ch googlemail.co.uk hispeed.ch hushmail.com ionos.email kabelmail.de kpnplanet.nl
  ktnet.kg mail.bg mailbox.org mailfence.com mein.gmx netcologne.de nexgo.de numericable.fr online.nl osnanet.de
  posteo.de posteo.net proton.me pm.me protonmail.ch quickline.ch simplelogin.com sunrise.ch swissonline.ch
  tempmail.com tempmail.dev tuta.com tuta.io tutamail.com tutanota.de tele2.nl unitybox.de upcmail.nl vodafonemail.de
  xs4all.nl ziggo.nl ziggomail.com zoho.eu zohomail.com zohomail.eu
  abv.bg centrum.cz email.cz post.cz volny.cz azet.sk freemail.hu citromail.hu interia.pl interia.eu poczta.fm
  tlen.pl ukr.net i.ua meta.ua mail.ee online.no broadpark.no telia.com comhem.se bredband.net tdcadsl.dk
  mail.dk stofanet.dk otenet.gr hol.gr freemail.gr sapo.pt netcabo.pt clix.pt telefonica.net ono.com
  naver.com hanmail.net kakao.com nifty.com biglobe.ne.jp i.softbank.jp au.com 139.com 189.cn wo.cn aliyun.com
  10minutemail.com guerrillamail.com mailinator.com yopmail.com temp-mail.org sharklasers.com getnada.com maildrop.cc
  google.com goo.gl g.page facebook.com fb.com fb.me linkedin.com lnkd.in twitter.com x.com t.co instagram.com
  threads.net youtube.com youtu.be tiktok.com pinterest.com reddit.com tumblr.com medium.com vk.com ok.ru t.me
  telegram.me wa.me whatsapp.com wechat.com line.me bsky.app discord.gg xing.com linktr.ee beacons.ai bio.link
  bit.ly tinyurl.com yelp.com tripadvisor.com eventbrite.com meetup.com crunchbase.com wikipedia.org github.com
  weebly.com wix.com squarespace.com wordpress.com jimdo.com blogger.com livejournal.com substack.com calameo.com
  issuu.com about.me carrd.co strikingly.com
`;

/**
 * Names of the list that are one company's, or an institution's: there a person's address does say whose it is. Whoever finds another one
 * adds it here; until then that customer has no domain, and is found by its ids and names.
 */
const ofOneCompany = `
  alibaba.com ancestry.com name.com discovery.com techspot.com medscape.com parrot.com handbag.com bolt.com space.com
  bt.com oath.com about.com detik.com swissinfo.org sfgov.net fcc.net unican.es upf.org casino.com dnsmadeeasy.com
  dailypioneer.com onmilwaukee.com naplesnews.net earthcam.net wralawfirm.com dwp.net gsredcross.org
`;

/** Providers that have a domain in every country: `yahoo.it`, `hotmail.com.br`. */
const families: ReadonlySet<string> = new Set([
  'aol',
  'gmail',
  'gmx',
  'googlemail',
  'hotmail',
  'icloud',
  'live',
  'msn',
  'outlook',
  'protonmail',
  'rocketmail',
  'tiscali',
  'windowslive',
  'yahoo',
  'yandex',
  'ymail',
]);
/** Suffixes of two letters that are used for what they spell: `live.io` is somebody's product. */
const spelling: ReadonlySet<string> = new Set(['ai', 'co', 'fm', 'gg', 'io', 'me', 'sh', 'so', 'to', 'tv']);
const ofCountry = /^(com|net|org|(com?\.)?[a-z]{2})$/;

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
const shared: ReadonlySet<string> = sharedNames();

/**
 * Whether strangers share a domain: anybody can have an address there, or a page. Such a domain says nothing about whose customer somebody
 * is. `label` is the domain without its suffix. The private part of the public suffix list covers most hosting already (`github.io`).
 */
export function isShared(domain: string, label: string, suffix: string): boolean {
  return shared.has(domain) || (families.has(label) && ofCountry.test(suffix) && !spelling.has(suffix));
}

function sharedNames(): Set<string> {
  const names = new Set(providers);
  for (const name of words(ofOneCompany)) names.delete(name);
  for (const name of words(added)) names.add(name);
  return names;
}
