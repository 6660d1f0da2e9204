import type { ErrorKind } from './error-kind.ts';

/** What can be wrong with a question in a language of its own: FHIRPath, a view, GraphQL. Part of the platform's closed list. */
export const questionErrorKinds = {
  'fhirpath.invalid': {
    status: 422,
    issue: 'invalid',
    text: {
      vi: 'Biểu thức FHIRPath chưa đúng hoặc không tính được trên dữ liệu này. Hãy xem chi tiết và sửa lại.',
      en: 'The FHIRPath expression is not right or cannot be worked out on this data. See the detail and correct it.',
    },
  },
  'fhirpath.too-costly': {
    status: 422,
    issue: 'too-costly',
    text: {
      vi: 'Biểu thức FHIRPath quá dài hoặc tính quá lâu nên đã dừng. Hãy viết gọn lại hoặc lọc dữ liệu trước.',
      en: 'The FHIRPath expression is too long or takes too much work and was stopped. Make it simpler or narrow the data first.',
    },
  },
  'view.invalid': {
    status: 422,
    issue: 'invalid',
    text: {
      vi: 'Bảng (ViewDefinition) chưa đúng hoặc không hợp với dữ liệu. Hãy xem chi tiết và sửa lại.',
      en: 'The ViewDefinition is not right or does not fit the data. See the detail and correct it.',
    },
  },
  'view.too-costly': {
    status: 422,
    issue: 'too-costly',
    text: {
      vi: 'Bảng này quá rộng, quá sâu hoặc tạo quá nhiều dòng nên đã dừng. Hãy bỏ bớt cột hoặc thêm điều kiện.',
      en: 'This view is too wide, too deep or gives too many rows and was stopped. Take columns away or add a condition.',
    },
  },
  'graphql.invalid': {
    status: 400,
    issue: 'invalid',
    text: {
      vi: 'Truy vấn GraphQL chưa đúng. Hãy xem chi tiết và sửa lại.',
      en: 'The GraphQL query is not right. See the detail and correct it.',
    },
  },
  'graphql.too-costly': {
    status: 422,
    issue: 'too-costly',
    text: {
      vi: 'Truy vấn GraphQL quá sâu, quá rộng hoặc cần đọc quá nhiều nên đã dừng. Hãy bỏ bớt trường hoặc thu hẹp tìm kiếm.',
      en: 'The GraphQL query is too deep, too wide or reads too much and was stopped. Take fields away or narrow the search.',
    },
  },
} as const satisfies Record<string, ErrorKind>;
