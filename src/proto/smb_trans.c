/* SMB: transactions.  Specification: [MS-CIFS], 2.2.4.33, 2.2.4.46 and 2.2.6; of browsing:
 * [MS-BRWS], 2.2. */
#include "smb_fields.h"

enum { TRANS = 0x25, TRANS2 = 0x32, ASK_WORDS = 14, ANSWER_WORDS = 10, ENTRIES_MAX = 1000 };
enum { OPEN, FINDFIRST, FINDNEXT, QFSINFO };
enum { BACKUP_LIST = 10 };
enum { PASS = 1000 }; /* to the file system itself: [MS-SMB], 2.2.2.3.5; [MS-FSCC], 2.5 */

#define ROWS(name) static const struct smb_field name[]

/* --- TRANSACT2's words --- */

ROWS(ask2) = {
	{ "TotParam=", "total_parameters", SMB_D16 },
	{ "TotData=", "total_data", SMB_D16 },
	{ "MaxParam=", "max_parameters", SMB_D16 },
	{ "MaxData=", "max_data", SMB_D16 },
	{ "MaxSetup=", "max_setup", SMB_D8 },
	{ "", NULL, SMB_SKIP, 1 },
	{ "Flags=", "transaction_flags", SMB_X16 },
	{ "TimeOut=", "timeout", SMB_D32 },
	{ "Res1=", NULL, SMB_X16 },
	{ "ParamCnt=", "parameter_length", SMB_D16 },
	{ "ParamOff=", "parameter_offset", SMB_D16 },
	{ "DataCnt=", "data_length", SMB_D16 },
	{ "DataOff=", "data_offset", SMB_D16 },
	{ "SetupCnt=", "setup_count", SMB_D8 },
	{ NULL },
};
ROWS(answer2) = {
	{ "TotParam=", "total_parameters", SMB_D16 },
	{ "TotData=", "total_data", SMB_D16 },
	{ "Res1=", NULL, SMB_X16 },
	{ "ParamCnt=", "parameter_length", SMB_D16 },
	{ "ParamOff=", "parameter_offset", SMB_D16 },
	{ "ParamDisp", "parameter_displacement", SMB_D16 }, /* sic */
	{ "DataCnt=", "data_length", SMB_D16 },
	{ "DataOff=", "data_offset", SMB_D16 },
	{ "DataDisp=", "data_displacement", SMB_D16 },
	{ "SetupCnt=", "setup_count", SMB_D8 },
	{ NULL },
};

/* --- what TRANSACT2 asks and answers: 2.2.6 --- */

ROWS(open_ask) = {
	{ "Flags=", "open_flags", SMB_X16 },
	{ "Mode=", "mode", SMB_X16 },
	{ "", NULL, SMB_SKIP, 2 },
	{ "Attrib=", "attributes", SMB_ATTR },
	{ "Time=", "created", SMB_UTIME },
	{ "OFun=", "open_mode", SMB_X16 },
	{ "Size=", "size", SMB_D32 },
	{ "", NULL, SMB_SKIP, 10 },
	{ "Path=", "path", SMB_TEXT },
	{ NULL },
};
ROWS(open_answer) = {
	{ "Handle=", "handle", SMB_D16 },
	{ "Attrib=", "attributes", SMB_ATTR },
	{ "Time=", "created", SMB_UTIME },
	{ "Size=", "size", SMB_D32 },
	{ "Access=", "access", SMB_X16 },
	{ "Type=", "resource_type", SMB_D16 },
	{ "State=", "pipe_state", SMB_X16 },
	{ "Action=", "action", SMB_X16 },
	{ "", NULL, SMB_SKIP, 4 },
	{ "ErrorOffset=", "ea_error_offset", SMB_D16 },
	{ "EALength=", "ea_length", SMB_D32 },
	{ NULL },
};
ROWS(findfirst_ask) = {
	{ "Attribute=", "attributes", SMB_ATTR },
	{ "SearchCount=", "count", SMB_D16 },
	{ "Flags=", "find_flags", SMB_X16 },
	{ "Level=", "level", SMB_D16 },
	{ "StorageType=", "storage_type", SMB_D32 },
	{ "File=", "path", SMB_TEXT },
	{ NULL },
};
ROWS(findfirst_answer) = {
	{ "Handle=", "search", SMB_D16 },
	{ "Count=", "count", SMB_D16 },
	{ "EOS=", "end", SMB_D16 },
	{ "EAOffset=", "ea_error_offset", SMB_D16 },
	{ "LastNameOfs=", "last_name_offset", SMB_D16 },
	{ NULL },
};
ROWS(findnext_ask) = {
	{ "Handle=", "search", SMB_D16 },
	{ "SearchCount=", "count", SMB_D16 },
	{ "Level=", "level", SMB_D16 },
	{ "ResumeKey=", "resume_key", SMB_D32 },
	{ "Flags=", "find_flags", SMB_X16 },
	{ "File=", "path", SMB_TEXT },
	{ NULL },
};
ROWS(findnext_answer) = {
	{ "Count=", "count", SMB_D16 },
	{ "EOS=", "end", SMB_D16 },
	{ "EAOffset=", "ea_error_offset", SMB_D16 },
	{ "LastNameOfs=", "last_name_offset", SMB_D16 },
	{ NULL },
};
ROWS(level) = { { "InfoLevel=", "level", SMB_D16 }, { NULL } };
/* Their text is octets, as the reference has them. */
ROWS(of_path) = {
	{ "InfoLevel=", "level", SMB_D16 },
	{ "", NULL, SMB_SKIP, 4 },
	{ "File=", "path", SMB_TEXT },
	{ NULL },
};
ROWS(of_file) = {
	{ "Handle=", "handle", SMB_D16 },
	{ "InfoLevel=", "level", SMB_D16 },
	{ NULL },
};
ROWS(mkdir_ask) = {
	{ "", NULL, SMB_SKIP, 4 },
	{ "Path=", "path", SMB_TEXT },
	{ NULL },
};
ROWS(referral) = {
	{ "MaxLevel=", "max_level", SMB_D16 },
	{ "Path=", "path", SMB_TEXT },
	{ NULL },
};

/* params: told; noted: told as octets, noted as fields. */
static const struct function {
	const char *name;
	const struct smb_field *ask, *answer, *ask_noted;
} functions[] = {
	[OPEN] = { "TRANSACT2_OPEN", open_ask, open_answer },
	[FINDFIRST] = { "TRANSACT2_FINDFIRST", findfirst_ask, findfirst_answer },
	[FINDNEXT] = { "TRANSACT2_FINDNEXT", findnext_ask, findnext_answer },
	[QFSINFO] = { "TRANSACT2_QFSINFO", level },
	[4] = { "TRANSACT2_SETFSINFO", .ask_noted = of_file },
	[5] = { "TRANSACT2_QPATHINFO", .ask_noted = of_path },
	[6] = { "TRANSACT2_SETPATHINFO", .ask_noted = of_path },
	[7] = { "TRANSACT2_QFILEINFO", .ask_noted = of_file },
	[8] = { "TRANSACT2_SETFILEINFO", .ask_noted = of_file },
	[9] = { "TRANSACT2_FSCTL" },
	[10] = { "TRANSACT2_IOCTL" },
	[11] = { "TRANSACT2_FINDNOTIFYFIRST" },
	[12] = { "TRANSACT2_FINDNOTIFYNEXT" },
	[13] = { "TRANSACT2_MKDIR", .ask_noted = mkdir_ask },
	[14] = { "TRANSACT2_SESSION_SETUP" },
	[16] = { "TRANSACT2_GET_DFS_REFERRAL", .ask_noted = referral },
	[17] = { "TRANSACT2_REPORT_DFS_INCONSISTENCY" },
};

static const struct function *function_of(uint16_t code)
{
	static const struct function unknown = { "TRANSACT2_UNKNOWN" };

	if (code < sizeof(functions) / sizeof(*functions) && functions[code].name)
		return functions + code;
	return &unknown;
}

/* --- file systems, by the level that was asked for: 2.2.8.2 --- */

ROWS(allocation) = {
	{ "fsID=", "id", SMB_X32 },
	{ "SectorUnit=", "sectors_per_unit", SMB_D32 },
	{ "Units=", "total_units", SMB_D32 },
	{ "Avail=", "free_units", SMB_D32 },
	{ "SectorSize=", "bytes_per_sector", SMB_D16 },
	{ NULL },
};
ROWS(label) = {
	{ "SerialNumber=", "serial", SMB_X32 },
	{ "VolNameLen=", "name_length", SMB_D8, 1 },
	{ "Volume=", "volume", SMB_COUNTED, 1 },
	{ NULL },
};
ROWS(volume) = {
	{ "CreateTime=", "created", SMB_FILETIME },
	{ "SerialNumber=", "serial", SMB_X32 },
	{ "VolNameLen=", "name_length", SMB_U32, 1 },
	{ "", NULL, SMB_SKIP, 2 },
	{ "Volume=", "volume", SMB_COUNTED, 1 },
	{ NULL },
};
ROWS(size) = {
	{ "Units=", "total_units", SMB_D64 },
	{ "Avail=", "free_units", SMB_D64 },
	{ "SectorUnit=", "sectors_per_unit", SMB_D32 },
	{ "SectorSize=", "bytes_per_sector", SMB_D32 },
	{ NULL },
};
ROWS(full_size) = {
	{ "Units=", "total_units", SMB_D64 },
	{ "CallerAvail=", "caller_free_units", SMB_D64 },
	{ "Avail=", "free_units", SMB_D64 },
	{ "SectorUnit=", "sectors_per_unit", SMB_D32 },
	{ "SectorSize=", "bytes_per_sector", SMB_D32 },
	{ NULL },
};
ROWS(device) = {
	{ "DeviceType=", "device_type", SMB_X32 },
	{ "Characteristics=", "characteristics", SMB_X32 },
	{ NULL },
};
ROWS(attribute) = {
	{ "Capabilities=", "capabilities", SMB_X32 },
	{ "MaxFileLen=", "max_name_length", SMB_D32 },
	{ "VolNameLen=", "name_length", SMB_U32, 1 },
	{ "Volume=", "volume", SMB_COUNTED, 1 },
	{ NULL },
};

static const struct smb_field *rows_of_level(uint64_t v)
{
	switch (v) {
	case 1:
		return allocation;
	case 2:
		return label;
	case 0x102:
	case PASS + 1:
		return volume;
	case 0x103:
	case PASS + 3:
		return size;
	case 0x104:
	case PASS + 4:
		return device;
	case 0x105:
	case PASS + 5:
		return attribute;
	case PASS + 7:
		return full_size;
	default:
		return NULL;
	}
}

/* --- what was asked: an answer does not say --- */

/* Between two hosts' ports; not by MID, as the reference does not look at it either. */
static struct memo memory(const struct dis *d, bool reply)
{
	struct memo m = memo_of_hosts(d, MEMO_SMB, reply);
	uint32_t from_port = reply ? d->l4.dport : d->l4.sport;

	m.key[10] = from_port << 16 | (reply ? d->l4.sport : d->l4.dport);
	if (!d->net.ver) /* IPX: nobody to tell from another */
		m.kind = MEMO_NONE;
	return m;
}

struct transaction {
	uint16_t function, level; /* level: of an answer, what was asked for */
	struct cur params, data;
	uint16_t bcc;
};

static uint16_t level_asked(uint16_t function, struct cur params)
{
	uint32_t at = function == FINDFIRST ? 6 : function == FINDNEXT ? 4 : 0;

	if (function >= 7)
		at = 2;
	return has(&params, at + 2) ? peek_le16(&params, at) : 0;
}

static void remember(struct dis *d, const struct smb *s, struct transaction *t)
{
	struct memo m = memory(d, s->reply);
	const uint64_t *was = memo_find(d, &m);

	if (!s->reply) {
		m.val[0] = t->function;
		m.val[1] = level_asked(t->function, t->params);
		memo_put(d, &m);
	} else if (was) {
		t->function = (uint16_t)was[0];
		t->level = (uint16_t)was[1];
	}
}

/* --- blocks --- */

static struct cur block(const struct smb *s, uint16_t offset, uint16_t length)
{
	struct cur c = s->head;

	skip(&c, offset);
	return part(&c, length);
}

/* The files of a FIND: 2.2.8.1; names of one or two octets a character. */
static void note_entries(struct dis *d, const struct smb *s, uint16_t asked, struct cur c)
{
	static const uint8_t name_at[] = { [1] = 64, [2] = 68, [3] = 12, [4] = 94 };
	struct smb named = *s;
	uint32_t next = 1, at;

	if (!wants_fields(d) || asked <= 0x100 || asked > 0x104)
		return;
	at = name_at[asked - 0x100];
	list(d, "files");
	for (int i = 0; i < ENTRIES_MAX && next && has(&c, at); i++) {
		static const struct smb_field name[] = { { "", "name", SMB_TEXT_HERE }, { NULL } };
		struct cur text = from(c, at);
		uint32_t length = peek_le32(&c, asked == 0x103 ? 8 : 60);

		next = peek_le32(&c, 0);
		if (next && (next < at || next - at < length)) /* they must not overlap */
			break;
		item(d);
		clip(&text, length);
		smb_note_fields(d, &named, text, name);
		if (asked != 0x103) {
			note_u(d, "size", peek_le64(&c, 40));
			note_u(d, "attributes", peek_le32(&c, 56));
		}
		done(d);
		skip(&c, next);
	}
	done(d);
}

static void show_params(struct dis *d, struct smb *s, const struct transaction *t)
{
	const struct function *f = function_of(t->function);
	const struct smb_field *rows = s->reply ? f->answer : f->ask;
	struct cur c = t->params;

	group(d, "transaction_parameters");
	if (rows) {
		if (smb_fields(d, s, &c, rows))
			smb_rest(d, c);
	} else {
		say(d, "Parameters=\n");
		if (f->ask_noted && !s->reply)
			smb_note_fields(d, s, c, f->ask_noted);
		smb_rest(d, c);
	}
	done(d);
}

static void show_fs_info(struct dis *d, struct smb *s, const struct transaction *t)
{
	const struct smb_field *rows = rows_of_level(t->level);
	struct cur c = t->data;

	if (!s->reply) {
		show_params(d, s, t);
		return;
	}
	note_u(d, "level", t->level);
	group(d, "transaction_data");
	if (rows)
		smb_fields(d, s, &c, rows);
	done(d);
	if (wire(&t->data)) {
		say(d, "data:\n");
		smb_octets(d, t->data);
	}
}

static void show_trans2(struct dis *d, struct smb *s, struct transaction *t, struct cur words)
{
	remember(d, s, t);
	note_u(d, "function", t->function);
	note_s(d, "function_name", function_of(t->function)->name);
	sayf(d, "%s param_length=%u data_length=%u\n", function_of(t->function)->name,
		wire(&t->params), wire(&t->data));
	if (!smb_fields(d, s, &words, s->reply ? answer2 : ask2))
		return;
	sayf(d, "smb_bcc=%u\n", t->bcc);
	if (!t->bcc)
		return;
	if (t->function == QFSINFO) {
		show_fs_info(d, s, t);
		return;
	}
	show_params(d, s, t);
	say(d, "Data=\n");
	smb_rest(d, t->data);
	if (s->reply && (t->function == FINDFIRST || t->function == FINDNEXT))
		note_entries(d, s, t->level, t->data);
}

/* --- TRANSACT: pipes and mailslots --- */

ROWS(ask) = {
	{ "TotParamCnt=", "total_parameters", SMB_D16 },
	{ "TotDataCnt=", "total_data", SMB_D16 },
	{ "MaxParmCnt=", "max_parameters", SMB_D16 },
	{ "MaxDataCnt=", "max_data", SMB_D16 },
	{ "MaxSCnt=", "max_setup", SMB_D8 },
	{ "", NULL, SMB_SKIP, 1 },
	{ "TransFlags=", "transaction_flags", SMB_X16 },
	{ "Res1=", "timeout", SMB_X16 }, /* these two are a timeout of 32 bits */
	{ "Res2=", "timeout_high", SMB_X16 },
	{ "Res3=", NULL, SMB_X16 },
	{ "ParamCnt=", "parameter_length", SMB_D16 },
	{ "ParamOff=", "parameter_offset", SMB_D16 },
	{ "DataCnt=", "data_length", SMB_D16 },
	{ "DataOff=", "data_offset", SMB_D16 },
	{ "SUCnt=", "setup_count", SMB_D8 },
	{ "", NULL, SMB_SKIP, 1 },
	{ NULL },
};
ROWS(answer) = {
	{ "TotParamCnt=", "total_parameters", SMB_D16 },
	{ "TotDataCnt=", "total_data", SMB_D16 },
	{ "Res1=", NULL, SMB_X16 },
	{ "ParamCnt=", "parameter_length", SMB_D16 },
	{ "ParamOff=", "parameter_offset", SMB_D16 },
	{ "ParamDisp=", "parameter_displacement", SMB_D16 },
	{ "DataCnt=", "data_length", SMB_D16 },
	{ "DataOff=", "data_offset", SMB_D16 },
	{ "DataDisp=", "data_displacement", SMB_D16 },
	{ "SUCnt=", "setup_count", SMB_D8 },
	{ "", NULL, SMB_SKIP, 1 },
	{ NULL },
};

static const struct name browse_types[] = {
	{ 1, "Announcement" },
	{ 2, "AnnouncementRequest" },
	{ 8, "ElectionRequest" },
	{ 9, "GetBackupListRequest" },
	{ BACKUP_LIST, "GetBackupListResponse" },
	{ 11, "BecomeBackup" },
	{ 12, "DomainAnnouncement" },
	{ 13, "MasterAnnouncement" },
	{ 14, "ResetState" },
	{ 15, "LocalMasterAnnouncement" },
	{ 0, NULL },
};

ROWS(announcement) = {
	{ "UpdateCount=", "update_count", SMB_D8 },
	{ "AnnounceInterval=", "interval", SMB_D32 },
	{ "Name=", "name", SMB_NAME, 16 },
	{ "MajorVersion=", "os_major", SMB_D8 },
	{ "MinorVersion=", "os_minor", SMB_D8 },
	{ "ServerType=", "server_type", SMB_X32 },
	{ "ElectionVersion=", "browser_version", SMB_X16 },
	{ "BrowserConst=", "signature", SMB_X16 },
	{ "Comment=", "comment", SMB_OEM },
	{ NULL },
};
ROWS(announcement_ask) = {
	{ "", NULL, SMB_SKIP, 1 },
	{ "ReplySystem=", "name", SMB_OEM },
	{ NULL },
};
ROWS(election) = {
	{ "ElectionVersion=", "version", SMB_X8 },
	{ "ElectionCriteria=", "criteria", SMB_X32 },
	{ "UpTime=", "uptime", SMB_D32 },
	{ "", NULL, SMB_SKIP, 4 },
	{ "ServerName=", "name", SMB_OEM },
	{ NULL },
};
ROWS(backup_list) = {
	{ "Count=", "count", SMB_D8 },
	{ "Token=", "token", SMB_X32 },
	{ NULL },
};
ROWS(browser) = { { "Name=", "name", SMB_OEM }, { NULL } };
ROWS(reset) = { { "ResetOption=", "option", SMB_X8 }, { NULL } };

static const struct smb_field *rows_of_browse(uint8_t type)
{
	switch (type) {
	case 1:
	case 12:
	case 15:
		return announcement;
	case 2:
		return announcement_ask;
	case 8:
		return election;
	case 9:
	case BACKUP_LIST:
		return backup_list;
	case 11:
	case 13:
		return browser;
	case 14:
		return reset;
	default:
		return NULL;
	}
}

static void show_browse(struct dis *d, struct smb *s, struct cur c)
{
	const struct smb_field *rows;
	uint8_t type = get_u8(&c);
	bool whole = true;

	say(d, "BROWSE PACKET\nType=");
	sayf(d, "0x%X (", type);
	show_name(d, "type", browse_types, "unknown", type);
	say(d, ")\n");
	rows = rows_of_browse(type);
	if (rows)
		whole = smb_fields(d, s, &c, rows);
	list(d, "servers");
	while (type == BACKUP_LIST && whole && more(&c)) {
		item(d);
		whole = smb_fields(d, s, &c, browser);
		done(d);
	}
	done(d);
	if (whole)
		smb_rest(d, c);
}

static bool is_browse(struct cur name, uint32_t width)
{
	static const char slot[] = "\\MAILSLOT\\BROWSE";

	for (uint32_t i = 0; i < sizeof(slot); i++) /* and its NUL */
		if (!has(&name, width) || get_u8(&name) != (uint8_t)slot[i])
			return false;
		else
			skip(&name, width - 1);
	return true;
}

static void show_blocks(struct dis *d, const struct transaction *t)
{
	say(d, "Parameters=\n");
	smb_rest(d, t->params);
	say(d, "Data=\n");
	smb_rest(d, t->data);
}

static void show_trans(struct dis *d, struct smb *s, const struct transaction *t, struct cur words,
	struct cur bytes)
{
	static const struct smb_field named[] = { { "Name=", "name", SMB_TEXT }, { NULL } };
	uint32_t width = s->unicode ? 2 : 1;

	group(d, "parameters");
	if (smb_fields(d, s, &words, s->reply ? answer : ask))
		smb_rest(d, words);
	done(d);
	sayf(d, "smb_bcc=%u\n", t->bcc);
	if (!t->bcc)
		return;
	if (s->reply) {
		show_blocks(d, t);
		return;
	}
	need(&bytes, t->bcc);
	if (s->unicode && (stepped(&s->head, &bytes) & 1))
		skip(&bytes, 1);
	if (is_browse(bytes, width)) {
		smb_fields(d, s, &bytes, named);
		group(d, "browse");
		show_browse(d, s, t->data);
		done(d);
		return;
	}
	smb_fields(d, s, &bytes, named);
	show_blocks(d, t);
}

bool smb_transaction(struct dis *d, struct smb *s, struct cur words, struct cur c)
{
	struct transaction t = { 0 };
	uint32_t at = s->reply ? 6 : 18; /* of ParameterCount */
	uint16_t offset;

	if ((s->command != TRANS && s->command != TRANS2) ||
		!has(&words, 2 * (s->reply ? ANSWER_WORDS : ASK_WORDS)))
		return false;
	t.bcc = get_le16(&c);
	offset = peek_le16(&words, at + 2);
	t.params = block(s, offset, peek_le16(&words, at));
	at += s->reply ? 6 : 4;
	offset = peek_le16(&words, at + 2);
	t.data = block(s, offset, peek_le16(&words, at));
	if (s->command == TRANS) {
		show_trans(d, s, &t, words, part(&c, t.bcc));
		return true;
	}
	if (!s->reply && has(&words, 2 * ASK_WORDS + 2))
		t.function = peek_le16(&words, 2 * ASK_WORDS);
	show_trans2(d, s, &t, words);
	return true;
}
