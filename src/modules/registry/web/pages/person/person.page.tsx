import { useState } from 'react';
import type { PageProps } from '#web/shell/define-page.ts';
import { Notice } from '#web/ui/notice.tsx';
import { View } from '#web/ui/view.tsx';
import type { PersonView, PregnancyLine, TieLine } from '../../../domain/person-contract.ts';
import { ChangesCard } from '../../parts/changes-card.tsx';
import { CorrectSheet } from '../../parts/correct-sheet.tsx';
import { DeathSheet } from '../../parts/death-sheet.tsx';
import { FactsCard, type FactDeed } from '../../parts/facts-card.tsx';
import { FamilyCard, HouseholdCard, type Housed } from '../../parts/family-card.tsx';
import { JoinSheet, LeaveSheet, RoleSheet } from '../../parts/household-sheets.tsx';
import { MoveSheet } from '../../parts/move-sheet.tsx';
import { NumberSheet } from '../../parts/number-sheet.tsx';
import { PregnancyCard } from '../../parts/pregnancy-card.tsx';
import { BirthSheet, EndPregnancySheet, PregnancySheet } from '../../parts/pregnancy-sheets.tsx';
import { useRegistryText } from '../../parts/registry-text.ts';
import { EndTieSheet, TieSheet } from '../../parts/tie-sheets.tsx';
import { usePersonView } from '../../queries.ts';
import '../../parts/registry.css';

/** What is being changed, one thing at a time. */
type Deed =
  | { readonly kind: FactDeed | 'tie' | 'join' | 'pregnancy' }
  | { readonly kind: 'end-tie'; readonly tie: TieLine }
  | { readonly kind: 'role' | 'leave'; readonly member: Housed }
  | { readonly kind: 'birth' | 'end-pregnancy'; readonly pregnancy: PregnancyLine };

/** Who somebody is and was, her family, home and pregnancies; each is changed beside the page. */
export default function PersonPage({ params }: PageProps) {
  const text = useRegistryText();
  const id = params['patientId'] ?? '';
  const query = usePersonView(id);
  const [deed, setDeed] = useState<Deed>();
  const [born, setBorn] = useState<number>();
  return (
    <div className="stack">
      <h1>{text('person.title')}</h1>
      {born !== undefined && <Notice tone="good" live title={text('birth.done', { n: born })} />}
      <View query={query}>
        {(view) => (
          <div className="registry-cards">
            <div className="stack">
              <FactsCard view={view} onDo={(kind) => setDeed({ kind })} />
              {mayBear(view) && (
                <PregnancyCard
                  view={view}
                  onOpen={() => setDeed({ kind: 'pregnancy' })}
                  onBirth={(pregnancy) => setDeed({ kind: 'birth', pregnancy })}
                  onEnd={(pregnancy) => setDeed({ kind: 'end-pregnancy', pregnancy })}
                />
              )}
            </div>
            <div className="stack">
              <FamilyCard
                view={view}
                onAdd={() => setDeed({ kind: 'tie' })}
                onEnd={(tie) => setDeed({ kind: 'end-tie', tie })}
              />
              <HouseholdCard
                view={view}
                onAdd={() => setDeed({ kind: 'join' })}
                onRole={(member) => setDeed({ kind: 'role', member })}
                onLeave={(member) => setDeed({ kind: 'leave', member })}
              />
              <ChangesCard changes={view.changes} />
            </div>
            {deed !== undefined && (
              <OneDeed
                deed={deed}
                view={view}
                onClose={() => setDeed(undefined)}
                onBorn={(count) => {
                  setBorn(count);
                  setDeed(undefined);
                }}
              />
            )}
          </div>
        )}
      </View>
    </div>
  );
}

/** Who may know nothing of pregnancies sees no card of them; nor does a man have one. */
function mayBear({ pregnancies, person }: PersonView): boolean {
  return pregnancies !== undefined && (person.gender !== 'male' || pregnancies.length > 0);
}

function OneDeed(props: {
  deed: Deed;
  view: PersonView;
  onClose: () => void;
  onBorn: (count: number) => void;
}) {
  const { deed, view, onClose } = props;
  const { id } = view.person;
  switch (deed.kind) {
    case 'correct':
      return <CorrectSheet personId={id} onClose={onClose} />;
    case 'number':
      return <NumberSheet personId={id} onClose={onClose} />;
    case 'move':
      return <MoveSheet view={view} onClose={onClose} />;
    case 'death':
      return <DeathSheet view={view} onClose={onClose} />;
    case 'tie':
      return <TieSheet personId={id} onClose={onClose} />;
    case 'join':
      return <JoinSheet personId={id} onClose={onClose} />;
    case 'end-tie':
      return <EndTieSheet personId={id} tie={deed.tie} onClose={onClose} />;
    case 'role':
      return <RoleSheet member={deed.member} onClose={onClose} />;
    case 'leave':
      return <LeaveSheet member={deed.member} onClose={onClose} />;
    case 'pregnancy': {
      const running = view.pregnancies?.find(({ state }) => state === 'running');
      return <PregnancySheet personId={id} running={running} onClose={onClose} />;
    }
    case 'birth':
      return <BirthSheet personId={id} pregnancy={deed.pregnancy} onDone={props.onBorn} onClose={onClose} />;
    case 'end-pregnancy':
      return <EndPregnancySheet personId={id} pregnancy={deed.pregnancy} onClose={onClose} />;
  }
}
