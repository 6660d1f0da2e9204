import type { Slip } from '#modules/outpatient/api.ts';

/** A prescription or a referral letter on A5. */
export function SlipPaper({ slip }: { slip: Slip }) {
  return (
    <article className="paper-slip" lang="vi">
      <p className="paper-head">
        <strong>{slip.station}</strong>
        <span className="paper-small">{slip.code.slice(0, 8)}</span>
      </p>
      <h1>{slip.title}</h1>
      <p className="paper-facts">
        {slip.facts.map(({ name, value }) => (
          <span key={name}>
            {name}: <strong>{value}</strong>
          </span>
        ))}
      </p>
      {slip.parts.map(({ title, text }) => (
        <p key={title}>
          <strong>{title}:</strong> {text}
        </p>
      ))}
      {slip.lines.length > 0 && (
        <ol>
          {slip.lines.map(({ name, dose, quantity }) => (
            <li key={name}>
              <p className="paper-head">
                <strong>{name}</strong>
                <strong>{quantity}</strong>
              </p>
              {dose}
            </li>
          ))}
        </ol>
      )}
      {slip.below.map((word) => (
        <p key={word}>{word}</p>
      ))}
      <Signature day={slip.day} signer={slip.signer} hint={slip.signhint} by={slip.by} />
      <p className="paper-small">{slip.footer}</p>
    </article>
  );
}

/** Room for a signature, and whose. */
export function Signature(props: { day: string; signer: string; hint: string; by: string }) {
  return (
    <p className="paper-sign">
      {props.day}
      <strong>{props.signer}</strong>
      <span className="paper-small">{props.hint}</span>
      <span className="paper-room" />
      {props.by}
    </p>
  );
}
