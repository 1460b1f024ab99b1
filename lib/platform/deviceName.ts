/** A name that a person recognises in a list of devices: `Firefox on Linux`. From the user agent, nothing more precise. */
export function deviceName(userAgent: string): string {
  const browserName = /Edg\//.test(userAgent)
    ? 'Edge'
    : /Firefox\//.test(userAgent)
      ? 'Firefox'
      : /Chrom/.test(userAgent)
        ? 'Chrome'
        : 'Browser';
  const system = /Windows/.test(userAgent)
    ? 'Windows'
    : /Mac OS/.test(userAgent)
      ? 'macOS'
      : /CrOS/.test(userAgent)
        ? 'ChromeOS'
        : 'Linux';
  return `${browserName} on ${system}`;
}
