import { encode } from 'uqr';
import './qr-picture.css';

/** A QR code as one path, black on white in every theme: readers need the contrast. */
export function QrPicture(props: {
  text: string;
  label: string;
  /** L where the code is long: fewer, larger dots. */
  ecc?: 'L' | 'M';
}) {
  const { data, size } = encode(props.text, { ecc: props.ecc ?? 'M', border: 4 });
  const path = data
    .flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('');
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={props.label}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} className="qr-ground" />
      <path d={path} className="qr-dots" />
    </svg>
  );
}
