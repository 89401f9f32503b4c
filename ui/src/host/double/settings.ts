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
} from '../../bindings'
import { refuse } from './answers'
import { lookAt } from './looking'
import { recorded } from './recorded'

export function makeSettings(documents: () => DocumentLine[]) {
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
    lastBackup: '11月20日 18:02 备份到 /media/backup，已校验',
    backupPlan: { folder: '/media/backup', daily: false, thin: true },
    folder: '/home/counter/.local/share/counterfoil',
  }
  const settingsHandlers = {
    settings: () => settings,
    save_counter: (counter: Counter) => Object.assign(settings, { counter }),
    save_devices: (devices: Devices) => Object.assign(settings, { devices }),
    add_account: ({ login, name, roles }: AddAccount) => {
      settings.accounts.push({ id: settings.accounts.length + 1, login, name, roles, active: true })
      return settings
    },
    edit_account: ({ id: account, name, roles, active }: EditAccount) => {
      Object.assign(settings.accounts.find((line) => line.id === account) ?? {}, { name, roles, active })
      return settings
    },
    backup_state: () => ({ isUnderWay: false, percent: 0 }),
    cancel_backup: () => ({ isUnderWay: false, percent: 0 }),
    back_up_today: () => ({ made: false, message: '' }),
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

  return { handlers: settingsHandlers, installCa }
}
