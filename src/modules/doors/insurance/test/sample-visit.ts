import type { PrintLine, PrintVisit } from '../print-envelope.ts';

/** An invented visit of QĐ 130: a woman with hypertension, two drugs, a blood test, an X-ray. Amounts add up. */
export function aVisit(
  change: {
    readonly key?: string;
    readonly summary?: PrintLine;
    readonly drugs?: readonly PrintLine[];
    readonly services?: readonly PrintLine[];
    readonly results?: readonly PrintLine[];
    readonly more?: PrintVisit['tables'];
  } = {},
): PrintVisit {
  const key = change.key ?? 'LK-0001';
  const drugs = change.drugs ?? [
    aDrug({ MA_LK: key, STT: '1' }),
    aDrug({ MA_LK: key, STT: '2', TEN_THUOC: 'Metformin', HAM_LUONG: '500 mg' }),
  ];
  const services = change.services ?? [
    aService({ MA_LK: key, STT: '1' }),
    aService({
      MA_LK: key,
      STT: '2',
      MA_NHOM: '2',
      MA_DICH_VU: 'TEST.XQ',
      TEN_DICH_VU: 'Chụp X-quang ngực thẳng',
    }),
  ];
  const results = change.results ?? [
    {
      MA_LK: key,
      STT: '1',
      MA_DICH_VU: 'TEST.GLU',
      TEN_CHI_SO: 'Glucose',
      GIA_TRI: '6,8',
      DON_VI_DO: 'mmol/L',
      NGAY_KQ: '202603100930',
      MA_BS_DOC_KQ: '000456/HNO-GPHN',
    },
    {
      MA_LK: key,
      STT: '2',
      MA_DICH_VU: 'TEST.XQ',
      MO_TA: 'Hai phế trường sáng đều',
      KET_LUAN: 'Chưa thấy bất thường',
      NGAY_KQ: '202603101000',
    },
  ];
  return {
    tables: {
      XML1: [{ ...aSummary, MA_LK: key, ...change.summary }],
      ...(drugs.length === 0 ? {} : { XML2: drugs }),
      ...(services.length === 0 ? {} : { XML3: services }),
      ...(results.length === 0 ? {} : { XML4: results }),
      XML5: [
        {
          MA_LK: key,
          STT: '1',
          DIEN_BIEN_LS: 'Tỉnh, huyết áp 150/90 mmHg',
          THOI_DIEM_DBLS: '202603100845',
          NGUOI_THUC_HIEN: '000123/HNO-GPHN',
        },
      ],
      ...change.more,
    },
  };
}

export const aSummary: PrintLine = {
  STT: '1',
  MA_BN: 'BN000001',
  HO_TEN: 'LÝ THỊ THỬ NGHIỆM',
  SO_CCCD: '001190000017',
  NGAY_SINH: '199005120000',
  GIOI_TINH: '2',
  NHOM_MAU: 'O+',
  MA_QUOCTICH: '000',
  MA_DANTOC: '01',
  DIA_CHI: 'Thôn Đông',
  MATINH_CU_TRU: '24',
  DIEN_THOAI: '0912345678',
  MA_THE_BHYT: 'DN4010000000017',
  MA_DKBD: '01999',
  GT_THE_TU: '20260101',
  GT_THE_DEN: '20261231',
  LY_DO_VV: 'Đau đầu',
  CHAN_DOAN_VAO: 'Tăng huyết áp',
  CHAN_DOAN_RV: 'Tăng huyết áp; đái tháo đường',
  MA_BENH_CHINH: 'I10',
  MA_BENH_KT: 'E11.9',
  MA_DOITUONG_KCB: '1.1',
  NGAY_VAO: '202603100800',
  NGAY_RA: '202603101100',
  SO_NGAY_DTRI: '0',
  KET_QUA_DTRI: '2',
  MA_LOAI_RV: '1',
  NGAY_TTOAN: '202603101110',
  T_THUOC: '30000',
  T_VTYT: '0',
  T_TONGCHI_BV: '74000',
  T_TONGCHI_BH: '74000',
  T_BNTT: '0',
  T_BNCCT: '14800',
  T_BHTT: '59200',
  NAM_QT: '2026',
  THANG_QT: '3',
  MA_LOAI_KCB: '01',
  MA_KHOA: 'K01',
  MA_CSKCB: '01999',
  CAN_NANG: '56.5',
  MA_HSBA: 'HS-0001',
};

export function aDrug(change: PrintLine): PrintLine {
  return {
    MA_THUOC: '40.01',
    MA_NHOM: '4',
    TEN_THUOC: 'Amlodipin',
    DON_VI_TINH: 'Viên',
    HAM_LUONG: '5 mg',
    DUONG_DUNG: '1.01',
    DANG_BAO_CHE: 'Viên nén',
    LIEU_DUNG: '1 viên/lần, 1 lần/ngày',
    CACH_DUNG: 'Uống buổi sáng',
    SO_DANG_KY: '893110000026',
    PHAM_VI: '1',
    TYLE_TT_BH: '100',
    SO_LUONG: '30',
    DON_GIA: '500',
    THANH_TIEN_BV: '15000',
    THANH_TIEN_BH: '15000',
    MUC_HUONG: '80',
    T_BNTT: '0',
    T_BNCCT: '3000',
    T_BHTT: '12000',
    MA_BAC_SI: '000123/HNO-GPHN',
    NGAY_YL: '202603100900',
    ...change,
  };
}

export function aService(change: PrintLine): PrintLine {
  return {
    MA_DICH_VU: 'TEST.GLU',
    MA_NHOM: '1',
    TEN_DICH_VU: 'Định lượng Glucose máu',
    DON_VI_TINH: 'Lần',
    PHAM_VI: '1',
    SO_LUONG: '1',
    DON_GIA_BV: '22000',
    DON_GIA_BH: '22000',
    TYLE_TT_DV: '100',
    TYLE_TT_BH: '100',
    THANH_TIEN_BV: '22000',
    THANH_TIEN_BH: '22000',
    MUC_HUONG: '80',
    T_BNTT: '0',
    T_BNCCT: '4400',
    T_BHTT: '17600',
    MA_BAC_SI: '000123/HNO-GPHN',
    NGAY_YL: '202603100830',
    NGAY_KQ: '202603100930',
    ...change,
  };
}

/** The same woman five years earlier, in the tables of QĐ 4210. */
export function aFormerVisit(key = 'CU-0001'): PrintVisit {
  return {
    tables: {
      XML1: [
        {
          MA_LK: key,
          STT: '1',
          MA_BN: 'BN000001',
          HO_TEN: 'Lý Thị Thử Nghiệm',
          NGAY_SINH: '1990',
          GIOI_TINH: '2',
          DIA_CHI: 'Thôn Đông',
          MA_THE: 'DN4010000000017',
          MA_DKBD: '01999',
          GT_THE_TU: '20210101',
          GT_THE_DEN: '20211231',
          TEN_BENH: 'Viêm họng cấp',
          MA_BENH: 'J02.9',
          MA_BENHKHAC: '',
          MA_LYDO_VVIEN: '1',
          NGAY_VAO: '202105030800',
          NGAY_RA: '202105030930',
          SO_NGAY_DTRI: '0',
          KET_QUA_DTRI: '1',
          TINH_TRANG_RV: '1',
          NGAY_TTOAN: '202105030940',
          T_THUOC: '12000',
          T_TONGCHI: '12000',
          T_BHTT: '9600',
          T_BNCCT: '2400',
          MA_LOAI_KCB: '1',
          MA_KHOA: 'K01',
          MA_CSKCB: '01999',
        },
      ],
      XML2: [
        {
          MA_LK: key,
          STT: '1',
          MA_THUOC: '40.155',
          MA_NHOM: '4',
          TEN_THUOC: 'Amoxicilin',
          DON_VI_TINH: 'Viên',
          HAM_LUONG: '500 mg',
          DUONG_DUNG: '1.01',
          LIEU_DUNG: 'Ngày 2 lần, mỗi lần 1 viên',
          SO_LUONG: '10',
          DON_GIA: '1200',
          TYLE_TT: '100',
          THANH_TIEN: '12000',
          T_BHTT: '9600',
          T_BNCCT: '2400',
          MA_BAC_SI: '000123/HNO-CCHN',
          MA_BENH: 'J02.9',
          NGAY_YL: '202105030900',
        },
      ],
      XML5: [{ MA_LK: key, STT: '1', DIEN_BIEN: 'Họng đỏ, sốt nhẹ', NGAY_YL: '202105030845' }],
    },
  };
}
