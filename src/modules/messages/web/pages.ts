import { definePage } from '#web/shell/define-page.ts';
import { defineWidget, frameNews } from '#web/shell/define-widget.ts';

const text = {
  vi: () => import('./messages.vi.json', { with: { type: 'json' } }),
  en: () => import('./messages.en.json', { with: { type: 'json' } }),
};

/** What she was told. */
export const messagesPage = definePage({
  id: 'messages/inbox',
  path: '/messages',
  allow: 'messages.own',
  title: { vi: 'Tin báo', en: 'Notices' },
  icon: 'bell',
  text,
  load: () => import('./pages/inbox/inbox.page.tsx'),
});

/** How she wants to be told. */
export const choicesPage = definePage({
  id: 'messages/choices',
  path: '/messages/choices',
  allow: 'messages.own',
  title: { vi: 'Cách báo cho tôi', en: 'How I am told' },
  icon: 'bell',
  text,
  load: () => import('./pages/choices/choices.page.tsx'),
});

/** Writing to who has her in charge, and all conversations. */
export const doctorPage = definePage({
  id: 'messages/doctor',
  path: '/doctor',
  allow: 'messages.own',
  title: { vi: 'Viết cho bác sĩ', en: 'Write to the doctor' },
  short: { vi: 'Bác sĩ', en: 'Doctor' },
  icon: 'inbox',
  text,
  load: () => import('./pages/doctor/doctor.page.tsx'),
});

/** One conversation. */
export const conversationPage = definePage({
  id: 'messages/conversation',
  path: '/doctor/:id',
  allow: 'messages.own',
  title: { vi: 'Trao đổi với bác sĩ', en: 'Conversation with the doctor' },
  icon: 'inbox',
  text,
  load: () => import('./pages/conversation/conversation.page.tsx'),
});

/** What people wrote to the facility. */
export const deskPage = definePage({
  id: 'messages/desk',
  path: '/doctor-desk',
  allow: 'messages.answer',
  title: { vi: 'Thư của người dân', en: 'Messages from people' },
  short: { vi: 'Thư', en: 'Messages' },
  icon: 'inbox',
  text,
  load: () => import('./pages/desk/desk.page.tsx'),
});

/** Reading and answering one conversation. */
export const answerPage = definePage({
  id: 'messages/answer',
  path: '/doctor-desk/:id',
  allow: 'messages.answer',
  title: { vi: 'Trả lời người dân', en: 'Answer a person' },
  icon: 'inbox',
  text,
  load: () => import('./pages/answer/answer.page.tsx'),
});

export const unreadWidget = defineWidget({
  id: 'messages/unread',
  slot: frameNews,
  allow: 'messages.own',
  text,
  load: async () => ({ default: (await import('./parts/unread.widget.tsx')).Unread }),
});

export const pages = [messagesPage, choicesPage, doctorPage, conversationPage, deskPage, answerPage];
export const news = [unreadWidget];
