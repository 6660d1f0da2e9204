import { useEffect, useRef, useState } from 'react';
import { Button } from '#web/ui/button.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { makeFrameReader } from './read-frames.ts';
import './camera.css';

/** What the page says beside the picture. */
export interface CameraWords {
  readonly look: string;
  readonly refused: string;
  readonly absent: string;
  readonly stop: string;
}

/** Looks four times a second: enough for a hand, little for a battery. */
const lookEveryMs = 250;

/** The picture of the camera until a code is in it; nothing of it is kept or sent. */
export function Camera(props: { words: CameraWords; onFound: (text: string) => void; onStop: () => void }) {
  const { words } = props;
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
          <p>{words.look}</p>
          <video ref={video} muted playsInline aria-label={words.look} />
        </>
      ) : (
        <Notice tone="care" live title={words[trouble]} />
      )}
      <Button look="quiet" icon="close" onClick={props.onStop}>
        {words.stop}
      </Button>
    </div>
  );
}

function stopAll(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
