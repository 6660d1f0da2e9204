import { defineModule } from '#platform/module/define-module.ts';
import { synthCommand } from './commands/synth.command.ts';

/** People who do not exist, telling believable lives through the real doors: for the demo, for measuring, for trying things out. */
export const synth = defineModule({
  id: 'synth',
  title: { vi: 'Dân số giả định', en: 'Synthetic population' },
  needs: ['doors'],
  permissions: {},
  commands: [synthCommand],
  demo: () => import('./demo.ts'),
});
