import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const weights = [
  '400Regular/BeVietnamPro_400Regular',
  '500Medium/BeVietnamPro_500Medium',
  '600SemiBold/BeVietnamPro_600SemiBold',
];

/**
 * Places data on paper: the template reads it as JSON, so no word of a record is ever taken for markup. Loads the compiler (50 MB) on first
 * use.
 * @param template address of a .typ file that reads `sys.inputs.data`
 */
export async function makePdf(template: URL, paper: object): Promise<Uint8Array> {
  const { NodeCompiler } = await import('@myriaddreamin/typst-ts-node-compiler');
  const require = createRequire(import.meta.url);
  const letters = await Promise.all(
    weights.map((name) => readFile(require.resolve(`@expo-google-fonts/be-vietnam-pro/${name}.ttf`))),
  );
  const mainFileContent = await readFile(template, 'utf8');
  const compiler = NodeCompiler.create({ fontArgs: [{ fontBlobs: letters }] });
  const answer = compiler.pdf({ mainFileContent, inputs: { data: JSON.stringify(paper) } });
  // Everything compiled belongs to one person: nothing of it stays in the compiler's memory.
  compiler.evictCache(0);
  return answer;
}
