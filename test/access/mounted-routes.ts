import type { FastifyInstance } from 'fastify';

/** Everything that a server answers, as 'METHOD /path', from the tree that the router prints. HEAD is GET without its body and left out. */
export function mountedRoutes(app: FastifyInstance): readonly string[] {
  const found = new Set<string>();
  const path: string[] = [];
  for (const line of app.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent = '', segment = '', methods] =
      /^([│ ]*)[└├]── (\S*)(?: \(([A-Z, ]+)\))?/u.exec(line) ?? [];
    if (segment === '' && methods === undefined) continue;
    path.length = indent.length / 4;
    path.push(segment);
    for (const method of methods?.split(', ') ?? []) {
      if (method === 'HEAD') continue;
      found.add(`${method} ${path.join('')}`);
    }
  }
  return [...found].toSorted();
}
