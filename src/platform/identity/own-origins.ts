const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

/** Where this installation is opened. On a laptop the same server answers to three names; whoever typed another one must still be able to sign in. */
export function ownOrigins(publicUrl: string): readonly string[] {
  const url = new URL(publicUrl);
  if (!loopbackNames.includes(url.hostname)) return [url.origin];
  const port = url.port === '' ? '' : `:${url.port}`;
  return loopbackNames.map((name) => `${url.protocol}//${name}${port}`);
}
