import { beginStepUp, stepUp } from '#modules/account/step-up-contract.ts';
import { whoAmI } from '#modules/personal-record/api.ts';
import { news, pages, widgets } from '#modules/index.web.ts';
import { startApp } from '#web/shell/start-app.tsx';
import { administrator } from '#workspaces/administrator.ts';
import { citizen } from '#workspaces/citizen.ts';
import { dataProtectionOfficer } from '#workspaces/data-protection-officer.ts';
import { directoryKeeper } from '#workspaces/directory-keeper.ts';
import { healthDepartment } from '#workspaces/health-department.ts';
import { hospitalDoctor } from '#workspaces/hospital-doctor.ts';
import { ministry } from '#workspaces/ministry.ts';
import { publicHealthOfficer } from '#workspaces/public-health-officer.ts';
import { registryOfficer } from '#workspaces/registry-officer.ts';
import { researcher } from '#workspaces/researcher.ts';
import { stationDoctor } from '#workspaces/station-doctor.ts';
import { stationWorker } from '#workspaces/station-worker.ts';
import { supervisor } from '#workspaces/supervisor.ts';

const root = document.getElementById('app');
if (root)
  await startApp(root, {
    pages,
    widgets,
    news,
    workspaces: [
      citizen,
      stationDoctor,
      stationWorker,
      hospitalDoctor,
      administrator,
      publicHealthOfficer,
      researcher,
      healthDepartment,
      registryOfficer,
      dataProtectionOfficer,
      directoryKeeper,
      supervisor,
      ministry,
    ],
    whoAmI,
    stepUp: { begin: beginStepUp, confirm: stepUp },
  });
