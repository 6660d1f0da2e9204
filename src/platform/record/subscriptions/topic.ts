import type { Bilingual } from '#kernel/schema.ts';

/** What happens to a resource that a topic is about, in the words of R5's SubscriptionTopic. */
export interface TopicTrigger {
  readonly resource: string;
  readonly supportedInteraction: readonly ('create' | 'update' | 'delete')[];
  readonly queryCriteria?: {
    /** Search query that the version before must meet. */
    readonly previous?: string;
    /** What `previous` says of a resource that is new; it fails unless told. */
    readonly resultForCreate?: 'test-passes' | 'test-fails';
    /** Search query that the resource must meet now. */
    readonly current?: string;
    /** What `current` says of a resource that was deleted; it fails unless told. */
    readonly resultForDelete?: 'test-passes' | 'test-fails';
    /** True: both queries must hold; one is enough unless told. */
    readonly requireBoth?: boolean;
  };
}

/** Something that others can ask to be told of. Declared by modules as data. */
export interface SubscriptionTopic {
  /** Last part of its canonical address, e.g. 'encounter-admitted'. */
  readonly code: string;
  readonly title: Bilingual;
  readonly description: Bilingual;
  readonly resourceTrigger: readonly TopicTrigger[];
  /** Search parameters by which a subscriber may narrow it. */
  readonly canFilterBy: readonly { readonly resource: string; readonly filterParameter: string }[];
}

/** The canonical address of a topic of this installation. */
export function topicUrl(topic: Pick<SubscriptionTopic, 'code'>, baseUrl: string): string {
  return `${baseUrl}/SubscriptionTopic/${topic.code}`;
}

/** The topic of a canonical address; a version behind '|' does not matter, since topics have one only. */
export function topicOf(
  topics: readonly SubscriptionTopic[],
  canonical: string,
  baseUrl: string,
): SubscriptionTopic | undefined {
  const [url] = canonical.split('|');
  return topics.find((topic) => topicUrl(topic, baseUrl) === url);
}
