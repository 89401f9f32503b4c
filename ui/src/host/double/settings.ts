/** The settings of the double: accounts, devices, certificates of CAs, backups. */
import type {
  AddAccount,
  BackUp,
  Counter,
  Devices,
  DocumentLine,
  EditAccount,
  Look,
  LookAt,
  Settings,
  Safety,
} from '../../bindings'
import { refuse } from './answers'
import { lookAt } from './looking'
import { recorded } from './recorded'

export function makeSettings(documents: () => DocumentLine[]) {
  const safety: Safety = {
    databaseKeySince: null,
    left: ['周启明'],
    isSealedForTwo: true,
    sealedForFormer: 2,
    recoveryKeySince: null,
  }
  const settings: Settings = {
    counter: {
      name: '广州海珠受理点',
      address: '广州市海珠区榕荫路 18 号',
      phone: '020-89000126',
      window: '3号窗',
    },
    accounts: structuredClone(recorded.people.accounts),
    devices: {
      printer: 'HP-LaserJet-M403',
      scanner: 'genesys:libusb:001:004',
      scanDpi: 300,
      watchFolder: '/home/counter/扫描',
      printFolder: '/home/counter/打印',
      exchangeFolder: '/home/counter/交换',
      modules: ['/usr/lib/softhsm/libsofthsm2.so'],
      lockAfterMinutes: 10,
    },
    printers: ['HP-LaserJet-M403', 'Brother-HL-2260D'],
    keyModels: [
      {
        name: 'SoftHSM2（练习用软 UKey）',
        maker: 'SoftHSM project',
        module: '/usr/lib/softhsm/libsofthsm2.so',
        pin: '4 到 255 位字符',
      },
      { name: '示范 UKey', maker: '示范厂商', module: null, pin: '6 到 8 位数字，输错 10 次锁死' },
    ],
    keyProblems: [],
    isolation: {
      reader: true,
      limits: true,
      files: true,
      calls: true,
      word: '隔离：内存/时间 · 文件 · 系统调用',
      remedy: '',
      drivers: { limits: true, files: true, word: '驱动隔离：内存 · 文件' },
    },
    caCertificates: [
      {
        project: 'netca-gd-ylbx',
        subject: 'CN=存根培训根 CA（无法律效力）, O=Counterfoil Training',
        notAfter: '2036-11-18',
        fingerprint:
          '4F:0A:91:7C:22:E8:53:B0:6D:14:9E:3A:77:C5:01:FB:8E:42:D9:60:1B:35:AC:F7:08:96:2D:E1:5A:73:BC:44',
        training: true,
      },
    ],
    caEncryption: [],
    lastBackup: '11月20日 18:02 备份到 /media/backup，已校验',
    backupPlan: { folder: '/media/backup', daily: false, thin: true },
    folder: '/home/counter/.local/share/counterfoil',
    takesTwo: true,
    safety,
  }
  const settingsHandlers = {
    settings: () => settings,
    save_counter: (counter: Counter) => Object.assign(settings, { counter }),
    save_devices: (devices: Devices) => Object.assign(settings, { devices }),
    add_account: ({ login, name, roles }: AddAccount) => {
      settings.accounts.push({
        id: settings.accounts.length + 1,
        login,
        name,
        roles,
        active: true,
        passwordGiven: true,
      })
      return settings
    },
    edit_account: ({ id: account, name, roles, active }: EditAccount) => {
      Object.assign(settings.accounts.find((line) => line.id === account) ?? {}, { name, roles, active })
      return settings
    },
    drop_ca_encryption: ({ project }: { project: string }) => {
      settings.caEncryption = settings.caEncryption.filter((one) => one.project !== project)
      return settings
    },
    backup_state: () => ({ isUnderWay: false, percent: 0 }),
    cancel_backup: () => ({ isUnderWay: false, percent: 0 }),
    back_up_today: () => ({ made: false, message: '' }),
    check_today: () => ({ made: false, findings: [] }),
    renew_database_key: () => {
      Object.assign(safety, { databaseKeySince: '2026年11月24日', left: [] })
      return safety
    },
    seal_anew: () => {
      safety.sealedForFormer = 0
      return safety
    },
    make_recovery_key: ({ inHalves }: { inHalves: boolean }) => {
      safety.recoveryKeySince = '2026年11月24日'
      const one = '2D7K-4M9XQ 8W3NR-1FJTC 6H5BY-P0EGA 7UWXL'.replaceAll('-', '')
      return { sheets: inHalves ? [`1 ${one}`, `2 ${one}`] : [one], trouble: null, safety }
    },
    back_up: ({ folder, daily, thin }: BackUp) => {
      if (!folder.startsWith('/'))
        throw refuse('backup-folder', '备份目录写不进去', '请填完整路径，例如 /media/backup。')
      settings.backupPlan = { folder, daily, thin }
      return { message: `已备份到 ${folder}，副本已打开校验：附件 87 个` }
    },
    backups: ({ folder }: { folder: string }) => {
      if (!folder.startsWith('/'))
        throw refuse('backup-none', '这个目录里没有备份', '请填备份时所填的目录，或其中的某一份备份')
      const made = ['2026-11-20T18:02:11+08:00', '2026-11-13T18:00:40+08:00']
      return made.map((one, at) => ({
        folder: `${folder}/counterfoil-${one.slice(0, 10)}`,
        made: one,
        megabytes: 48.2 - at,
        may: { open: true, reason: '' },
      }))
    },
    hall_tickets: () => [{ folder: '/media/counter/U盘/window-3' }],
    try_backup: () => ({
      message: '演练成功：这份备份可以恢复。受理件 214 件，审计 3102 行相接，附件 87 份无误',
    }),
    save_document: ({ id: documentId }: { id: number }) => {
      const line = documents().find((candidate) => candidate.id === documentId)
      return { message: `已存到 /home/counter/打印/${line?.name ?? '文件'}` }
    },
    look_at: (at: LookAt): Look => lookAt(at, documents()),
    print_look: () => ({
      message: '已送打印机，共 1 份文件',
      files: [],
      reprint: false,
      findings: [],
      papers: [],
    }),
    verify_store: () => ({
      message: '存储完好：审计 631 行相接，附件 87 份无误，每一步都有本人签名；印记 402-7QK3M0ZXNA',
    }),
    change_password: ({ old }: { old: string }) => {
      if (old === '') throw refuse('store-wrong-password', '现在的口令不对', '请重新输入；大小写有别。')
      return { message: '口令已改，下次登录用新口令' }
    },
  }
  const installCa = (project: string) => {
    settings.caCertificates.push({
      project,
      subject: 'CN=示例根 CA, O=Example',
      notAfter: '2040-01-01',
      fingerprint: '00:11:22:33',
      training: false,
    })
    return settings
  }

  const installEncryption = (project: string) => {
    settings.caEncryption = [
      ...settings.caEncryption.filter((one) => one.project !== project),
      {
        project,
        subject: '示例 CA 交换加密',
        issuer: '示例根 CA',
        isSignedByInstalled: true,
        notBefore: '2026-01-01',
        notAfter: '2029-01-01',
        fingerprint: '00112233',
        may: { open: true, reason: '' },
      },
    ]
    return settings
  }

  return { handlers: settingsHandlers, installCa, installEncryption }
}
