import { Link } from 'wouter';
import { showDecimal } from '#kernel/display/show-number.ts';
import { formatPhone } from '#kernel/vietnam/phone.ts';
import { useEndpoint } from '#web/data/client-context.tsx';
import type { PageProps } from '#web/shell/define-page.ts';
import { useLanguage } from '#web/text/text-context.tsx';
import { Card, Tag } from '#web/ui/card.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { View } from '#web/ui/view.tsx';
import { readFacilityPage, type FacilityPage } from '../../../api.ts';
import {
  careLevels,
  departments,
  facilityKinds,
  ownerships,
  serviceKinds,
} from '../../../domain/facility-words.ts';
import { showHours } from '#kernel/vietnam/opening-hours.ts';
import { CountryMap } from '../../parts/country-map.tsx';
import { useFindText } from '../../parts/find-text.ts';
import { OpenState } from '../../parts/open-state.tsx';
import './facility.css';

/** One facility: can I go there now, what is done there, how do I reach it. */
export default function FacilityDetailPage(props: PageProps) {
  const text = useFindText();
  const query = useEndpoint(readFacilityPage, { id: props.params['id'] ?? '' });
  return (
    <div className="stack facility">
      <Link href="/facilities" className="facility-back">
        <Icon name="back" />
        {text('facility.back')}
      </Link>
      {query.data === undefined && <h1 className="unseen">{text('facilities.title')}</h1>}
      <View query={query}>{(facility) => <Whole facility={facility} />}</View>
    </div>
  );
}

function Whole(props: { facility: FacilityPage }) {
  const text = useFindText();
  const language = useLanguage();
  const { facility } = props;
  const hours = showHours(facility.hours, language);
  return (
    <>
      <header className="stack-tight">
        <div className="row">
          <h1 lang="vi">{facility.name}</h1>
          <OpenState facility={facility} />
        </div>
        {facility.address !== null && <p lang="vi">{facility.address}</p>}
        {facility.note !== null && (
          <Notice tone={facility.state === 'open' ? 'info' : 'care'}>
            <p lang="vi">{facility.note}</p>
          </Notice>
        )}
      </header>
      <div className="facility-cards">
        <Card title={text('facility.hours')} icon="calendar">
          {hours.length === 0 ? (
            <p>{text('facility.hours.none')}</p>
          ) : (
            <ul className="stack-tight">
              {hours.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
        </Card>
        <Contact facility={facility} />
        <Card title={text('facility.services')} icon="visit">
          {facility.services.length === 0 ? (
            <p>{text('facility.services.none')}</p>
          ) : (
            <ul className="facility-services">
              {facility.services.map((service) => (
                <li key={service}>
                  <Tag tone="info" icon="check">
                    {serviceKinds[service][language]}
                  </Tag>
                </li>
              ))}
            </ul>
          )}
        </Card>
        {facility.beds > 0 && <Beds facility={facility} />}
        <About facility={facility} />
        {facility.longitude !== null && facility.latitude !== null && (
          <Card title={text('facility.point')} icon="place">
            <CountryMap
              label={text('facility.point')}
              chosen={facility.province ?? undefined}
              point={{ longitude: facility.longitude, latitude: facility.latitude }}
            />
          </Card>
        )}
      </div>
      <p className="quiet small">{text('facility.source')}</p>
    </>
  );
}

function Contact(props: { facility: FacilityPage }) {
  const text = useFindText();
  const { phone, email, web } = props.facility;
  return (
    <Card title={text('facility.contact')} icon="phone">
      {phone === null && email === null && web === null && <p>{text('facility.no-contact')}</p>}
      <dl className="facility-facts">
        {phone !== null && (
          <div>
            <dt>{text('facility.phone')}</dt>
            <dd>
              <a href={`tel:${phone}`}>{formatPhone(phone)}</a>
            </dd>
          </div>
        )}
        {email !== null && (
          <div>
            <dt>{text('facility.email')}</dt>
            <dd>
              <a href={`mailto:${email}`}>{email}</a>
            </dd>
          </div>
        )}
        {web !== null && /^https?:\/\//u.test(web) && (
          <div>
            <dt>{text('facility.web')}</dt>
            <dd>
              <a href={web} rel="noreferrer">
                {web}
              </a>
            </dd>
          </div>
        )}
      </dl>
    </Card>
  );
}

function Beds(props: { facility: FacilityPage }) {
  const text = useFindText();
  const language = useLanguage();
  const { bedsByDepartment, beds } = props.facility;
  return (
    <Card title={text('facility.beds')} icon="inbox">
      <table className="facility-beds">
        <thead>
          <tr>
            <th scope="col">{text('facility.department')}</th>
            <th scope="col" className="number">
              {text('facility.count')}
            </th>
          </tr>
        </thead>
        <tbody>
          {bedsByDepartment.map(({ department, count }) => (
            <tr key={department}>
              <th scope="row">{departments[department][language]}</th>
              <td className="number">{showDecimal(String(count), language)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{text('facility.total')}</th>
            <td className="number strong">{showDecimal(String(beds), language)}</td>
          </tr>
        </tfoot>
      </table>
    </Card>
  );
}

function About(props: { facility: FacilityPage }) {
  const text = useFindText();
  const language = useLanguage();
  const { facility } = props;
  const level = careLevels[facility.level as keyof typeof careLevels];
  const ownership = ownerships[facility.ownership as keyof typeof ownerships];
  const facts = [
    [text('facility.kind'), facilityKinds[facility.kind][language]],
    [text('facility.level'), level?.[language]],
    [text('facility.ownership'), ownership?.[language]],
    [text('facility.code'), facility.code],
    [text('facility.licence'), facility.licence],
  ] as const;
  return (
    <Card title={text('facility.about')} icon="info">
      <dl className="facility-facts">
        {facts.map(
          ([name, value]) =>
            value != null && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </Card>
  );
}
