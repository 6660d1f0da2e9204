import type { FastifyPluginAsync } from 'fastify';
import { AppError } from '#kernel/errors.ts';

const path = '../record/record-engine.ts';

export async function loadRecords(parts: object): Promise<any> {
  try {
    const { createRecordEngine } = (await import(path)) as any;
    return createRecordEngine(parts);
  } catch (error) {
    if (
      (error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND' &&
      !String(error).includes('Cannot find')
    )
      throw error;
    const absent = (): never => {
      throw new AppError('service.unavailable');
    };
    return { for: absent, routes: (): FastifyPluginAsync => async () => undefined };
  }
}
