/** The path of a request in a form that leads to no other site: '//' and '/\' begin the name of another host in a browser. */
export function onThisSite(url: string): string {
  return url
    .replace(/^[/\\]*/, '/')
    .replaceAll('\\', '%5C')
    .replaceAll('\t', '%09');
}
