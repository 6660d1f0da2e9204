import { defineModule } from '#platform/module/define-module.ts';
import { endRequestsJob } from './jobs/end-requests.job.ts';
import { prepareJob } from './jobs/prepare.job.ts';
import { askForDataRoute } from './routes/ask-for-data.ts';
import { decideRequestRoute } from './routes/decide-request.ts';
import { downloadTableStream } from './routes/download-table.ts';
import { endRequestRoute } from './routes/end-request.ts';
import { listRequestsRoute } from './routes/list-requests.ts';
import { traceKeyRoute } from './routes/trace-key.ts';

/** Data without names for research and planning: asked for, agreed to by two, made by rule, counted and marked. */
export const dataRequests = defineModule({
  id: 'data-requests',
  title: { vi: 'Yêu cầu dữ liệu', en: 'Data requests' },
  permissions: {
    'data-requests.see': { vi: 'Xem yêu cầu dữ liệu', en: 'See data requests' },
    'data-requests.ask': {
      vi: 'Yêu cầu dữ liệu đã bỏ danh tính và tải về',
      en: 'Ask for data without names and download them',
    },
    'data-requests.agree-owner': {
      vi: 'Duyệt yêu cầu dữ liệu thay cơ quan quản lý dữ liệu',
      en: 'Decide on data requests for who answers for the data',
    },
    'data-requests.agree-protection': {
      vi: 'Duyệt yêu cầu dữ liệu về bảo vệ dữ liệu cá nhân, truy nguồn bản sao',
      en: 'Decide on data requests for who protects personal data, and trace copies',
    },
  },
  roles: [
    {
      id: 'researcher',
      title: { vi: 'Nhà nghiên cứu', en: 'Researcher' },
      grants: ['data-requests.see', 'data-requests.ask'],
    },
    {
      id: 'health-department',
      title: { vi: 'Sở Y tế', en: 'Department of Health' },
      grants: ['data-requests.see', 'data-requests.agree-owner'],
    },
    {
      id: 'data-protection-officer',
      title: { vi: 'Bộ phận bảo vệ dữ liệu', en: 'Data protection officer' },
      grants: ['data-requests.see', 'data-requests.agree-protection'],
    },
  ],
  routes: [listRequestsRoute, askForDataRoute, decideRequestRoute, endRequestRoute, traceKeyRoute],
  streams: [downloadTableStream],
  jobs: [prepareJob, endRequestsJob],
  migrations: new URL('migrations/', import.meta.url),
});
