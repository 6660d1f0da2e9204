/** One outlined set, 24 by 24, drawn with one pen. Each stands beside a word; alone it would be a riddle. */
const shapes = {
  summary: 'M8 4h8M8 4a1 1 0 0 0-1 1v1h10V5a1 1 0 0 0-1-1M7 5H5.5v15h13V5H17M9 11h6M9 15h4',
  timeline: 'M6 4v16M6 7h.01M6 12h.01M6 17h.01M10 7h9M10 12h7M10 17h9',
  trends: 'M4 4v16h16M8 15l3.5-4 3 2.5L20 8',
  document: 'M7 3h7l4 4v14H7zM14 3v4h4',
  documents: 'M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5',
  course: 'M5 4h14v16H5zM8.5 8.5h7M8.5 12h7M8.5 15.5h4',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.8-3.6 3.7-5.5 7.5-5.5s6.7 1.9 7.5 5.5',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 19c.6-3 3-4.5 6.5-4.5s5.9 1.5 6.5 4.5M16 4.5a3.5 3.5 0 0 1 0 6M17.5 14.8c2.3.5 3.6 1.9 4 4.2',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20 20',
  warning: 'M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.2',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 11v5.5M12 7.5v.2',
  check: 'M5 12.5 10 17.5 19.5 7',
  up: 'M12 20V5M6 11l6-6 6 6',
  down: 'M12 4v15M6 13l6 6 6-6',
  close: 'M6 6l12 12M18 6 6 18',
  next: 'M9 5l7 7-7 7',
  back: 'M15 5l-7 7 7 7',
  open: 'M5 9l7 7 7-7',
  print: 'M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  offline: 'M4 4l16 16M9 6.2A6 6 0 0 1 17.5 10 4.5 4.5 0 0 1 20.5 17M6.5 9.5A4.8 4.8 0 0 0 7 19h9',
  language:
    'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM3.5 9h17M3.5 15h17M12 3c3 3 3.5 6 3.5 9s-.5 6-3.5 9c-3-3-3.5-6-3.5-9S9 6 12 3Z',
  leave: 'M10 4H5v16h5M15 8l4 4-4 4M19 12H9',
  medicine: 'M10.5 20.5a5 5 0 0 1-7-7l7-7a5 5 0 0 1 7 7zM7 10l7 7M18 17.5h.01',
  test: 'M9 3h6M10 3v6l-5 9.5A1.7 1.7 0 0 0 6.5 21h11a1.7 1.7 0 0 0 1.5-2.5L14 9V3M7.5 15h9',
  visit: 'M4 21V8l8-5 8 5v13zM12 9v6M9 12h6M9.5 21v-3h5v3',
  diagnosis:
    'M6 3v5a4 4 0 0 0 8 0V3M6 3H4.5M14 3h1.5M10 12v3.5a4.5 4.5 0 0 0 9 0V14M19 14a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z',
  immunisation: 'M14 4l6 6M17 7l-9.5 9.5-3-3L14 4M12 9l2 2M9.5 11.5l2 2M6 15l-3 6',
  allergy: 'M12 3v18M5 7l14 10M19 7 5 17M12 8l-2.5-2M12 8l2.5-2M12 16l-2.5 2M12 16l2.5 2',
  procedure:
    'M6 4a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM6 15a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5ZM8 8l12 9M8 16l12-9',
  vital: 'M3 12h4l2.5-6 4 12 2.5-6h5',
  insurance: 'M12 3l8 3v6c0 4.5-3.2 7.5-8 9-4.8-1.5-8-4.5-8-9V6zM8.5 12l2.5 2.5 4.5-5',
  blood: 'M12 3c3.5 4.5 6 7.5 6 11a6 6 0 0 1-12 0c0-3.5 2.5-6.5 6-11ZM9.5 15a2.5 2.5 0 0 0 2.5 2.5',
  place: 'M5 21V5l8-2v18M13 8h6v13M3 21h18M8 8h2M8 12h2M8 16h2M16 12h.01M16 16h.01',
  show: 'M2.5 12C5 7.5 8.2 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.7 6.5-9.5 6.5S5 16.5 2.5 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  retry: 'M19.5 12A7.5 7.5 0 1 1 17 6.5M20 3v5h-5',
  mend: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  inbox: 'M4 13l3-8h10l3 8v6H4zM4 13h5l1.5 2.5h3L15 13h5',
  quarantine: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM5.7 5.7l12.6 12.6',
  bell: 'M5.5 17.5 7 15v-4a5 5 0 0 1 10 0v4l1.5 2.5zM10 20.5h4M12 3v3',
  calendar: 'M4 6h16v15H4zM4 10.5h16M8 3v4M16 3v4',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2',
  key: 'M8.5 15.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 10.5h8.5M17.5 10.5v3.5',
  phone: 'M8 3h8v18H8zM11 18h2',
  apps: 'M5 5h5.5v5.5H5zM13.5 5H19v5.5h-5.5zM5 13.5h5.5V19H5zM13.5 13.5H19V19h-5.5z',
  card: 'M3 6h18v12H3zM6.5 10h4v4h-4zM13.5 10H18M13.5 13.5h3',
  scan: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16',
  more: 'M5.5 13a1 1 0 1 0 0-2 1 1 0 0 0 0 2ZM12 13a1 1 0 1 0 0-2 1 1 0 0 0 0 2ZM18.5 13a1 1 0 1 0 0-2 1 1 0 0 0 0 2Z',
} as const;

/** Name of an icon. */
export type IconName = keyof typeof shapes;

/** Draws an icon beside its word; hidden from screen readers, because the word says it. */
export function Icon(props: { name: IconName; size?: number }) {
  const size = props.size ?? 20;
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={shapes[props.name]} />
    </svg>
  );
}

/** The lotus of Sen. */
export function Mark(props: { size?: number }) {
  const size = props.size ?? 28;
  return (
    <svg
      className="mark"
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d="M16 4c3.6 4 5 7.6 5 11.5 0 4.2-2.2 7.4-5 9.5-2.8-2.1-5-5.3-5-9.5C11 11.6 12.4 8 16 4Z" />
      <path d="M11 14.5C8.5 12.7 6 12 3 12c.3 7 4.8 12.3 13 13 8.2-.7 12.7-6 13-13-3 0-5.5.7-8 2.5" />
    </svg>
  );
}
