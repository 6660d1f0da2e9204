import { parentPort } from 'node:worker_threads';
import { AppError } from '#kernel/errors.ts';
import { evaluateToParameters } from '../../../kernel/fhir/fhirpath/to-parameters.ts';
import { examineResource } from '../../../kernel/fhir/profiles/examine-resource.ts';
import { openStoredProfiles } from '../../../kernel/fhir/profiles/stored-profile.ts';
import { openView, type OpenView } from '../view/open-view.ts';
import type { Task, TaskAnswer } from './tasks.ts';
import type { Reply } from './threads.ts';

let view: OpenView | undefined;

async function run(task: Task): Promise<TaskAnswer> {
  switch (task.kind) {
    case 'fhirpath': {
      const { resource, expression } = task;
      const made = evaluateToParameters(
        expression,
        resource === undefined ? undefined : JSON.parse(resource),
      );
      return { output: JSON.stringify(made), rows: 1 };
    }
    case 'view-open': {
      const opened = await openView(task);
      view = opened;
      return { output: opened.start(), rows: 0 };
    }
    case 'view-rows':
      return view!.rows(task.texts, task.limit);
    case 'view-close': {
      const output = view!.finish();
      view = undefined;
      return { output, rows: 0 };
    }
    case 'examine': {
      const { profiles, resource } = task;
      const stored = openStoredProfiles((canonical) =>
        Object.hasOwn(task.stored, canonical) ? JSON.parse(task.stored[canonical]!) : undefined,
      );
      return {
        output: JSON.stringify(examineResource(JSON.parse(resource), { profiles, stored })),
        rows: 0,
      };
    }
    case 'introspect': {
      // Loaded by who asks: it is a large part.
      const { introspect } = await import('../graphql/introspect.ts');
      return { output: introspect(task.query, task.variables, task.operationName), rows: 0 };
    }
  }
}

async function answer(task: Task): Promise<Reply> {
  try {
    return { answer: await run(task) };
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, issues: error.issues };
    if (error instanceof RangeError) return { code: 'fhirpath.too-costly', issues: [] };
    return { code: 'internal.unexpected', issues: [] };
  }
}

parentPort?.on('message', (task: Task) => {
  void answer(task).then((reply) => parentPort!.postMessage(reply));
});
parentPort?.postMessage({ ready: true } satisfies Reply);
