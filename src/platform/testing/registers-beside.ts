import {
  startPopulationSimulator,
  type PopulationSimulator,
} from '#modules/doors/population/start-simulator.ts';
import { setLine } from '#modules/doors/registers/line-settings.ts';
import { updatePath } from '#modules/doors/registers/take-update.ts';
import {
  startInsuranceSimulator,
  type InsuranceSimulator,
} from '#modules/doors/social-insurance/start-simulator.ts';
import type { TestPlatform } from './start-platform.ts';

/** The simulated registers of the state beside a test's Sen. */
export interface RegistersBeside {
  readonly population: PopulationSimulator;
  readonly insurance: InsuranceSimulator;
  readonly stop: () => Promise<void>;
}

/** Starts both simulators and draws the lines between them and Sen, mutual TLS and signed news included. */
export async function startRegistersBeside(sen: TestPlatform): Promise<RegistersBeside> {
  const population = await startPopulationSimulator({ port: 0, pushTo: sen.url + updatePath('population') });
  const insurance = await startInsuranceSimulator({
    port: 0,
    pushTo: sen.url + updatePath('social-insurance'),
  });
  const keeper = sen.contextOf('doors');
  await setLine(keeper, 'population', population.line);
  await setLine(keeper, 'social-insurance', insurance.line);
  return {
    population,
    insurance,
    async stop() {
      await population.stop();
      await insurance.stop();
    },
  };
}
