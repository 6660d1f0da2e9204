import { useEffect, useRef, useState } from 'react';
import { Button } from '#web/ui/button.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { useCardText } from './card-text.ts';
import { makeFrameReader } from './read-frames.ts';

/** Looks four times a second: enough for a hand, little for a battery. */
const lookEveryMs = 250;

/** The picture of the camera until a code is in it; nothing of it is kept or sent. */
export function Camera(props: { onFound: (text: string) => void; onStop: () => void }) {
  const text = useCardText();
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<'refused' | 'absent'>();
  const { onFound } = props;
  useEffect(() => {
    let over = false;
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const begin = async (): Promise<void> => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      const element = video.current;
      if (over || element === null) return stopAll(stream);
      element.srcObject = stream;
      await element.play();
      const read = await makeFrameReader();
      const look = async (): Promise<void> => {
        if (over) return;
        const found = await read(element);
        if (over) return;
        if (found === undefined) timer = setTimeout(() => void look(), lookEveryMs);
        else onFound(found);
      };
      await look();
    };
    begin().catch((error: unknown) => {
      if (over) return;
      setTrouble(error instanceof DOMException && error.name === 'NotAllowedError' ? 'refused' : 'absent');
    });
    return () => {
      over = true;
      clearTimeout(timer);
      stopAll(stream);
    };
  }, [onFound]);
  return (
    <div className="camera">
      {trouble === undefined ? (
        <>
          <p>{text('scan.look')}</p>
          <video ref={video} muted playsInline aria-label={text('scan.look')} />
        </>
      ) : (
        <Notice tone="care" live title={text(`scan.${trouble}`)} />
      )}
      <Button look="quiet" icon="close" onClick={props.onStop}>
        {text('scan.stop')}
      </Button>
    </div>
  );
}

function stopAll(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
