import { useMutation } from '@tanstack/react-query';
import { useClient } from '#web/data/client-context.tsx';
import { Button } from '#web/ui/button.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { useRecordText } from './record-text.ts';
import { saveFile } from '#web/data/save-file.ts';

/** Makes the paper and saves it. */
export function PdfButton(props: { patientId: string }) {
  const text = useRecordText();
  const client = useClient();
  const pdf = useMutation({
    mutationFn: () => client.file(`/api/personal-record/${props.patientId}/summary.pdf`),
    onSuccess: (bytes) => saveFile(bytes, 'sen-tom-tat.pdf'),
  });
  return (
    <>
      <Button icon="download" busy={pdf.isPending} onClick={() => pdf.mutate()}>
        {text('summary.pdf')}
      </Button>
      {pdf.isError && (
        <Notice tone="danger" live>
          <p>{text('summary.pdf.failed')}</p>
        </Notice>
      )}
    </>
  );
}
