/* SMB: what each command asks and answers.  Specification: [MS-CIFS], 2.2.4; [MS-SMB], 2.2.4. */
#include "smb_fields.h"

enum { ANY = 0xff, CHAIN_MAX = 16, EXTENDED = 4, WORDS_NT = 17, NO_COMMAND = 0xff };

#define ROWS(name) static const struct smb_field name[]
/* [MS-CIFS], 2.2.3.4 */
#define ANDX                                                                                       \
	{ "Com2=", "next_command", SMB_X8 }, { "Res1=", NULL, SMB_X8 },                            \
	{                                                                                          \
		"Off2=", "next_offset", SMB_D16                                                    \
	}

ROWS(none) = { { NULL } };
ROWS(andx) = { ANDX, { NULL } };

/* --- files and directories: 2.2.4.1 to 2.2.4.20 --- */

ROWS(path) = { { "Path=", "path", SMB_BUFFER }, { NULL } };
ROWS(handle) = { { "Handle=", "handle", SMB_D16 }, { NULL } };
ROWS(open_ask) = {
	{ "Mode=", "mode", SMB_X16 },
	{ "Attrib=", "attributes", SMB_ATTR },
	{ NULL },
};
ROWS(open_answer) = {
	{ "Handle=", "handle", SMB_D16 },
	{ "Attrib=", "attributes", SMB_ATTR },
	{ "Time=", "modified", SMB_UTIME },
	{ "Size=", "size", SMB_D32 },
	{ "Access=", "access", SMB_X16 },
	{ NULL },
};
ROWS(create_ask) = {
	{ "Attrib=", "attributes", SMB_ATTR },
	{ "Time=", "created", SMB_UTIME },
	{ NULL },
};
ROWS(close_ask) = {
	{ "Handle=", "handle", SMB_D16 },
	{ "Time=", "modified", SMB_UTIME },
	{ NULL },
};
ROWS(attributes) = { { "Attrib=", "attributes", SMB_ATTR }, { NULL } };
ROWS(two_paths) = {
	{ "Path1=", "path", SMB_BUFFER },
	{ "Path2=", "new_path", SMB_BUFFER },
	{ NULL },
};
ROWS(getatr_answer) = {
	{ "Attrib=", "attributes", SMB_ATTR },
	{ "Time=", "modified", SMB_UTIME },
	{ "Size=", "size", SMB_D32 },
	{ "", NULL, SMB_SKIP, 10 },
	{ NULL },
};
ROWS(setatr_ask) = {
	{ "Attrib=", "attributes", SMB_ATTR },
	{ "Time=", "modified", SMB_UTIME },
	{ "", NULL, SMB_SKIP, 10 },
	{ NULL },
};
ROWS(read_ask) = {
	{ "Handle=", "handle", SMB_D16 },
	{ "ByteCount=", "count", SMB_D16 },
	{ "Offset=", "offset", SMB_D32 },
	{ "Count=", "remaining", SMB_D16 },
	{ NULL },
};
ROWS(count_answer) = { { "Count=", "count", SMB_D16 }, { "", NULL, SMB_SKIP, 8 }, { NULL } };
ROWS(block) = {
	{ "BufType=", NULL, SMB_D8 },
	{ "BufLen=", "data_length", SMB_D16 },
	{ NULL },
};
ROWS(lock_ask) = {
	{ "Handle=", "handle", SMB_D16 },
	{ "Count=", "count", SMB_D32 },
	{ "Offset=", "offset", SMB_D32 },
	{ NULL },
};
ROWS(temporary) = { { "FileName=", "path", SMB_BUFFER }, { NULL } };
ROWS(seek_ask) = {
	{ "Handle=", "handle", SMB_D16 },
	{ "Mode=", "mode", SMB_D16 },
	{ "Offset=", "offset", SMB_D32 },
	{ NULL },
};
ROWS(offset) = { { "Offset=", "offset", SMB_D32 }, { NULL } };
ROWS(search_ask) = {
	{ "MaxCount=", "max_count", SMB_D16 },
	{ "Attrib=", "attributes", SMB_ATTR },
	{ NULL },
};
ROWS(disk_answer) = {
	{ "TotalUnits=", "total_units", SMB_D16 },
	{ "BlocksPerUnit=", "blocks_per_unit", SMB_D16 },
	{ "BlockSize=", "block_size", SMB_D16 },
	{ "FreeUnits=", "free_units", SMB_D16 },
	{ "", NULL, SMB_SKIP, 2 },
	{ NULL },
};

/* --- X commands: 2.2.4.32, 2.2.4.39 to 2.2.4.43 --- */

ROWS(locking_ask) = {
	ANDX,
	{ "Handle=", "handle", SMB_D16 },
	{ "LockType=", "lock_type", SMB_X8 },
	{ "OplockLevel=", "oplock_level", SMB_D8 },
	{ "TimeOut=", "timeout", SMB_D32 },
	{ "UnlockCount=", "unlocks", SMB_D16 },
	{ "LockCount=", "locks", SMB_D16 },
	{ NULL },
};
ROWS(echo_ask) = { { "EchoCount=", "count", SMB_D16 }, { NULL } };
ROWS(echo_answer) = { { "Sequence=", "sequence", SMB_D16 }, { NULL } };
ROWS(openx_ask) = {
	ANDX,
	{ "Flags=", "open_flags", SMB_X16 },
	{ "Mode=", "mode", SMB_X16 },
	{ "SearchAttrib=", "search_attributes", SMB_ATTR },
	{ "Attrib=", "attributes", SMB_ATTR },
	{ "Time=", "created", SMB_UTIME },
	{ "OpenMode=", "open_mode", SMB_X16 },
	{ "Size=", "size", SMB_D32 },
	{ "TimeOut=", "timeout", SMB_D32 },
	{ "", NULL, SMB_SKIP, 4 },
	{ NULL },
};
ROWS(name) = { { "Path=", "path", SMB_TEXT }, { NULL } };
ROWS(openx_answer) = {
	ANDX,
	{ "Handle=", "handle", SMB_D16 },
	{ "Attrib=", "attributes", SMB_ATTR },
	{ "Time=", "modified", SMB_UTIME },
	{ "Size=", "size", SMB_D32 },
	{ "Access=", "access", SMB_X16 },
	{ "Type=", "resource_type", SMB_D16 },
	{ "State=", "pipe_state", SMB_X16 },
	{ "Action=", "action", SMB_X16 },
	{ "", NULL, SMB_SKIP, 6 },
	{ NULL },
};
ROWS(readx_ask) = {
	ANDX,
	{ "Handle=", "handle", SMB_D16 },
	{ "Offset=", "offset", SMB_D32 },
	{ "MaxCount=", "max_count", SMB_D16 },
	{ "MinCount=", "min_count", SMB_D16 },
	{ "TimeOut=", "timeout", SMB_D32 },
	{ "CountLeft=", "remaining", SMB_D16 },
	{ NULL },
};
ROWS(readx_ask_64) = {
	ANDX,
	{ "Handle=", "handle", SMB_D16 },
	{ "Offset=", "offset", SMB_D32 },
	{ "MaxCount=", "max_count", SMB_D16 },
	{ "MinCount=", "min_count", SMB_D16 },
	{ "TimeOut=", "timeout", SMB_D32 },
	{ "CountLeft=", "remaining", SMB_D16 },
	{ "OffsetHigh=", "offset_high", SMB_D32 },
	{ NULL },
};
ROWS(readx_answer) = {
	ANDX,
	{ "Remaining=", "remaining", SMB_D16 },
	{ "CompactionMode=", "compaction_mode", SMB_D16 },
	{ "", NULL, SMB_SKIP, 2 },
	{ "DataCnt=", "data_length", SMB_D16 },
	{ "DataOff=", "data_offset", SMB_D16 },
	{ "DataCntHigh=", "data_length_high", SMB_D32 },
	{ "", NULL, SMB_SKIP, 6 },
	{ NULL },
};
ROWS(writex_ask) = {
	ANDX,
	{ "Handle=", "handle", SMB_D16 },
	{ "Offset=", "offset", SMB_D32 },
	{ "TimeOut=", "timeout", SMB_D32 },
	{ "WMode=", "mode", SMB_X16 },
	{ "CountLeft=", "remaining", SMB_D16 },
	{ "DataCntHigh=", "data_length_high", SMB_D16 },
	{ "DataCnt=", "data_length", SMB_D16 },
	{ "DataOff=", "data_offset", SMB_D16 },
	{ NULL },
};
ROWS(writex_ask_64) = {
	ANDX,
	{ "Handle=", "handle", SMB_D16 },
	{ "Offset=", "offset", SMB_D32 },
	{ "TimeOut=", "timeout", SMB_D32 },
	{ "WMode=", "mode", SMB_X16 },
	{ "CountLeft=", "remaining", SMB_D16 },
	{ "DataCntHigh=", "data_length_high", SMB_D16 },
	{ "DataCnt=", "data_length", SMB_D16 },
	{ "DataOff=", "data_offset", SMB_D16 },
	{ "OffsetHigh=", "offset_high", SMB_D32 },
	{ NULL },
};
ROWS(writex_answer) = {
	ANDX,
	{ "Count=", "count", SMB_D16 },
	{ "Remaining=", "remaining", SMB_D16 },
	{ "CountHigh=", "count_high", SMB_D16 },
	{ "", NULL, SMB_SKIP, 2 },
	{ NULL },
};

/* --- sessions and trees: 2.2.4.50 to 2.2.4.55; [MS-SMB], 2.2.4.5 to 2.2.4.7 --- */

ROWS(tcon_ask) = {
	{ "Path=", "path", SMB_BUFFER },
	{ "Pass=", "password", SMB_BUFFER },
	{ "Device=", "service", SMB_BUFFER },
	{ NULL },
};
ROWS(tcon_answer) = {
	{ "XMitSize=", "max_buffer", SMB_D16 },
	{ "TreeID=", "tree", SMB_D16 },
	{ NULL },
};
ROWS(negotiated) = { { "DialectIndex=", "dialect", SMB_D16 }, { NULL } };
ROWS(negotiated_lanman) = {
	{ "DialectIndex=", "dialect", SMB_D16 },
	{ "SecMode=", "security_mode", SMB_X16 },
	{ "MaxBuffer=", "max_buffer", SMB_D16 },
	{ "MaxMpx=", "max_multiplex", SMB_D16 },
	{ "NumVcs=", "max_circuits", SMB_D16 },
	{ "RawMode=", "raw_mode", SMB_X16 },
	{ "SessionKey=", "session_key", SMB_X32 },
	{ "ServerTime=", "server_time", SMB_TIME_DATE },
	{ "TimeZone=", "time_zone", SMB_D16 },
	{ "CryptKeyLen=", "challenge_length", SMB_D16, 1 },
	{ "", NULL, SMB_SKIP, 2 },
	{ NULL },
};
ROWS(challenge_lanman) = {
	{ "CryptKey=", "challenge", SMB_OCTETS, 1 },
	{ "Domain=", "domain", SMB_OEM },
	{ NULL },
};
ROWS(challenge) = {
	{ "CryptKey=", "challenge", SMB_OCTETS, 1 },
	{ "Domain=", "domain", SMB_TEXT_HERE },
	{ "Server=", "server", SMB_TEXT_HERE },
	{ NULL },
};
ROWS(negotiated_nt) = {
	{ "DialectIndex=", "dialect", SMB_D16 },
	{ "SecMode=", "security_mode", SMB_X8 },
	{ "MaxMpx=", "max_multiplex", SMB_D16 },
	{ "NumVcs=", "max_circuits", SMB_D16 },
	{ "MaxBuffer=", "max_buffer", SMB_D32 },
	{ "RawSize=", "max_raw", SMB_D32 },
	{ "SessionKey=", "session_key", SMB_X32 },
	{ "Capabilities=", "capabilities", SMB_X32 },
	{ "ServerTime=", "server_time", SMB_FILETIME },
	{ "TimeZone=", "time_zone", SMB_D16 },
	{ "CryptKeyLen=", "challenge_length", SMB_D8, 1 },
	{ NULL },
};
ROWS(server_guid) = { { "ServerGUID=", "server_guid", SMB_FIXED, 16 }, { NULL } };
ROWS(setup_lanman) = {
	ANDX,
	{ "MaxBuffer=", "max_buffer", SMB_D16 },
	{ "MaxMpx=", "max_multiplex", SMB_D16 },
	{ "VcNumber=", "circuit", SMB_D16 },
	{ "SessionKey=", "session_key", SMB_X32 },
	{ "PassLen=", "password_length", SMB_D16, 1 },
	{ "", NULL, SMB_SKIP, 4 },
	{ NULL },
};
ROWS(account) = {
	{ "Pass=", "password", SMB_OCTETS, 1 },
	{ "Account=", "account", SMB_TEXT },
	{ "Domain=", "domain", SMB_TEXT },
	{ "OS=", "os", SMB_TEXT },
	{ "LanMan=", "lanman", SMB_TEXT },
	{ NULL },
};
ROWS(setup_blob) = {
	ANDX,
	{ "MaxBuffer=", "max_buffer", SMB_D16 },
	{ "MaxMpx=", "max_multiplex", SMB_D16 },
	{ "VcNumber=", "circuit", SMB_D16 },
	{ "SessionKey=", "session_key", SMB_X32 },
	{ "SecurityBlobLength=", "blob_length", SMB_D16, 1 },
	{ "", NULL, SMB_SKIP, 4 },
	{ "Capabilities=", "capabilities", SMB_X32 },
	{ NULL },
};
ROWS(blob) = {
	{ "SecurityBlob=", "blob", SMB_OCTETS, 1 },
	{ "OS=", "os", SMB_TEXT },
	{ "LanMan=", "lanman", SMB_TEXT },
	{ NULL },
};
ROWS(setup_nt) = {
	ANDX,
	{ "MaxBuffer=", "max_buffer", SMB_D16 },
	{ "MaxMpx=", "max_multiplex", SMB_D16 },
	{ "VcNumber=", "circuit", SMB_D16 },
	{ "SessionKey=", "session_key", SMB_X32 },
	{ "CaseInsensitivePasswordLength=", "password_length", SMB_D16, 1 },
	{ "CaseSensitivePasswordLength=", "unicode_password_length", SMB_D16, 2 },
	{ "", NULL, SMB_SKIP, 4 },
	{ "Capabilities=", "capabilities", SMB_X32 },
	{ NULL },
};
ROWS(account_nt) = {
	{ "Pass1=", "password", SMB_OCTETS, 1 },
	{ "Pass2=", "unicode_password", SMB_OCTETS, 2 },
	{ "Account=", "account", SMB_TEXT },
	{ "Domain=", "domain", SMB_TEXT },
	{ "OS=", "os", SMB_TEXT },
	{ "LanMan=", "lanman", SMB_TEXT },
	{ NULL },
};
ROWS(setup_answer) = { ANDX, { "Action=", "action", SMB_X16 }, { NULL } };
ROWS(server) = {
	{ "OS=", "os", SMB_TEXT },
	{ "LanMan=", "lanman", SMB_TEXT },
	{ "Domain=", "domain", SMB_TEXT },
	{ NULL },
};
ROWS(setup_blob_answer) = {
	ANDX,
	{ "Action=", "action", SMB_X16 },
	{ "SecurityBlobLength=", "blob_length", SMB_D16, 1 },
	{ NULL },
};
ROWS(tconx_ask) = {
	ANDX,
	{ "Flags=", "tree_flags", SMB_X16 },
	{ "PassLen=", "password_length", SMB_D16, 1 },
	{ NULL },
};
ROWS(tree) = {
	{ "Passwd=", "password", SMB_OCTETS, 1 },
	{ "Path=", "path", SMB_TEXT },
	{ "Device=", "service", SMB_OEM },
	{ NULL },
};
ROWS(tconx_answer) = {
	ANDX,
	{ "OptionalSupport=", "optional_support", SMB_X16 },
	{ "MaxAccess=", "max_access", SMB_X32 },
	{ "MaxGuestAccess=", "max_guest_access", SMB_X32 },
	{ NULL },
};
ROWS(tconx_short) = { ANDX, { "OptionalSupport=", "optional_support", SMB_X16 }, { NULL } };
ROWS(service) = {
	{ "ServiceType=", "service", SMB_OEM },
	{ "FileSystem=", "file_system", SMB_TEXT },
	{ NULL },
};

/* More of a transaction: 2.2.4.34, 2.2.4.47 */
ROWS(secondary_ask) = {
	{ "TotParamCnt=", "total_parameters", SMB_D16 },
	{ "TotDataCnt=", "total_data", SMB_D16 },
	{ "ParamCnt=", "parameter_length", SMB_D16 },
	{ "ParamOff=", "parameter_offset", SMB_D16 },
	{ "ParamDisp=", "parameter_displacement", SMB_D16 },
	{ "DataCnt=", "data_length", SMB_D16 },
	{ "DataOff=", "data_offset", SMB_D16 },
	{ "DataDisp=", "data_displacement", SMB_D16 },
	{ NULL },
};

/* --- NT: 2.2.4.62, 2.2.4.64 --- */

ROWS(nttrans_ask) = {
	{ "MaxSetup=", "max_setup", SMB_D8 },
	{ "Res1=", NULL, SMB_X16 },
	{ "TotParam=", "total_parameters", SMB_D32 },
	{ "TotData=", "total_data", SMB_D32 },
	{ "MaxParam=", "max_parameters", SMB_D32 },
	{ "MaxData=", "max_data", SMB_D32 },
	{ "ParamCnt=", "parameter_length", SMB_D32 },
	{ "ParamOff=", "parameter_offset", SMB_D32 },
	{ "DataCnt=", "data_length", SMB_D32 },
	{ "DataOff=", "data_offset", SMB_D32 },
	{ "SetupCnt=", "setup_count", SMB_D8 },
	{ "Function=", "function", SMB_D16 },
	{ NULL },
};
ROWS(nttrans_answer) = {
	{ "", NULL, SMB_SKIP, 3 },
	{ "TotParam=", "total_parameters", SMB_D32 },
	{ "TotData=", "total_data", SMB_D32 },
	{ "ParamCnt=", "parameter_length", SMB_D32 },
	{ "ParamOff=", "parameter_offset", SMB_D32 },
	{ "ParamDisp=", "parameter_displacement", SMB_D32 },
	{ "DataCnt=", "data_length", SMB_D32 },
	{ "DataOff=", "data_offset", SMB_D32 },
	{ "DataDisp=", "data_displacement", SMB_D32 },
	{ "SetupCnt=", "setup_count", SMB_D8 },
	{ NULL },
};
ROWS(ntcreate_ask) = {
	ANDX,
	{ "", NULL, SMB_SKIP, 1 },
	{ "NameLen=", "name_length", SMB_D16 },
	{ "Flags=", "create_flags", SMB_X32 },
	{ "RootDirectoryFid=", "root", SMB_D32 },
	{ "DesiredAccess=", "access", SMB_X32 },
	{ "AllocationSize=", "allocation_size", SMB_D64 },
	{ "ExtFileAttributes=", "attributes", SMB_ATTR32 },
	{ "ShareAccess=", "share_access", SMB_X32 },
	{ "CreateDisposition=", "disposition", SMB_X32 },
	{ "CreateOptions=", "options", SMB_X32 },
	{ "ImpersonationLevel=", "impersonation", SMB_X32 },
	{ "SecurityFlags=", "security_flags", SMB_X8 },
	{ NULL },
};
ROWS(ntcreate_answer) = {
	ANDX,
	{ "OplockLevel=", "oplock_level", SMB_D8 },
	{ "Handle=", "handle", SMB_D16 },
	{ "CreateAction=", "action", SMB_D32 },
	{ "CreateTime=", "created", SMB_FILETIME },
	{ "AccessTime=", "accessed", SMB_FILETIME },
	{ "WriteTime=", "modified", SMB_FILETIME },
	{ "ChangeTime=", "changed", SMB_FILETIME },
	{ "ExtFileAttributes=", "attributes", SMB_ATTR32 },
	{ "AllocationSize=", "allocation_size", SMB_D64 },
	{ "EndOfFile=", "size", SMB_D64 },
	{ "FileType=", "resource_type", SMB_D16 },
	{ "DeviceState=", "pipe_state", SMB_X16 },
	{ "Directory=", "directory", SMB_D8 },
	{ NULL },
};

/* A message's shape; the first that fits. */
static const struct form {
	uint8_t command;
	bool reply;
	uint8_t words;
	const struct smb_field *in_words, *in_bytes;
} forms[] = {
	{ 0x00, false, 0, none, path },
	{ 0x01, false, 0, none, path },
	{ 0x02, false, ANY, open_ask, path },
	{ 0x02, true, 7, open_answer, none },
	{ 0x03, false, 3, create_ask, path },
	{ 0x03, true, 1, handle, none },
	{ 0x04, false, 3, close_ask, none },
	{ 0x05, false, 1, handle, none },
	{ 0x06, false, 1, attributes, path },
	{ 0x07, false, 1, attributes, two_paths },
	{ 0x08, false, 0, none, path },
	{ 0x08, true, 10, getatr_answer, none },
	{ 0x09, false, 8, setatr_ask, path },
	{ 0x0a, false, 5, read_ask, none },
	{ 0x0a, true, 5, count_answer, block },
	{ 0x0b, false, 5, read_ask, block },
	{ 0x0b, true, 1, count_answer, none },
	{ 0x0c, false, 5, lock_ask, none },
	{ 0x0d, false, 5, lock_ask, none },
	{ 0x0e, false, 3, create_ask, path },
	{ 0x0e, true, 1, handle, temporary },
	{ 0x0f, false, 3, create_ask, path },
	{ 0x0f, true, 1, handle, none },
	{ 0x10, false, 0, none, path },
	{ 0x12, false, 4, seek_ask, none },
	{ 0x12, true, 2, offset, none },
	{ 0x24, false, 8, locking_ask, none },
	{ 0x24, true, 2, andx, none },
	{ 0x2b, false, 1, echo_ask, none },
	{ 0x2b, true, 1, echo_answer, none },
	{ 0x2d, false, 15, openx_ask, name },
	{ 0x2d, true, 15, openx_answer, none },
	{ 0x2e, false, 10, readx_ask, none },
	{ 0x2e, false, 12, readx_ask_64, none },
	{ 0x2e, true, 12, readx_answer, none },
	{ 0x2f, false, 12, writex_ask, none },
	{ 0x2f, false, 14, writex_ask_64, none },
	{ 0x2f, true, 6, writex_answer, none },
	{ 0x34, false, 1, handle, none },
	{ 0x70, false, 0, none, tcon_ask },
	{ 0x70, true, 2, tcon_answer, none },
	{ 0x72, true, 1, negotiated, none },
	{ 0x72, true, 13, negotiated_lanman, challenge_lanman },
	{ 0x72, true, WORDS_NT, negotiated_nt, challenge },
	{ 0x73, false, 10, setup_lanman, account },
	{ 0x73, false, 12, setup_blob, blob },
	{ 0x73, false, 13, setup_nt, account_nt },
	{ 0x73, true, 3, setup_answer, server },
	{ 0x73, true, 4, setup_blob_answer, blob },
	{ 0x74, false, 2, andx, none },
	{ 0x74, true, 2, andx, none },
	{ 0x75, false, 4, tconx_ask, tree },
	{ 0x75, true, 2, andx, service },
	{ 0x75, true, 3, tconx_short, service },
	{ 0x75, true, 7, tconx_answer, service },
	{ 0x80, true, 5, disk_answer, none },
	{ 0x81, false, 2, search_ask, path },
	{ 0x26, false, 8, secondary_ask, none },
	{ 0x33, false, 9, secondary_ask, none },
	{ 0xa0, false, ANY, nttrans_ask, none },
	{ 0xa0, true, ANY, nttrans_answer, none },
	{ 0xa2, false, 24, ntcreate_ask, name },
	{ 0xa2, true, ANY, ntcreate_answer, none },
};

static const struct form *form_of(const struct smb *s, uint8_t words)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		const struct form *f = forms + i;

		if (f->command == s->command && f->reply == s->reply &&
			(f->words == words || (f->words == ANY && words)))
			return f;
	}
	return NULL;
}

/* [MS-CIFS], 2.2.4.52.1 */
static void show_dialects(struct dis *d, struct smb *s, struct cur c)
{
	static const struct smb_field dialect[] = { { "Dialect=", "name", SMB_OEM }, { NULL } };
	bool whole = true;

	list(d, "dialects");
	while (more(&c) && whole) {
		item(d);
		skip(&c, 1); /* its format */
		whole = smb_fields(d, s, &c, dialect);
		done(d);
	}
	done(d);
}

/* Words of which nothing is known. */
static void show_words(struct dis *d, struct cur c)
{
	for (uint32_t i = 0; has(&c, 2); i++)
		sayf(d, "smb_vwv[%u]=0x%X\n", i, get_le16(&c));
}

static bool is_andx(const struct form *f)
{
	return f && f->in_words != none && f->in_words[0].kind == SMB_X8;
}

/* With extended security the answer has a GUID and a blob, not a challenge: [MS-SMB], 2.2.4.5.2.1.
 */
static const struct smb_field *rows_of_bytes(const struct form *f, struct cur words)
{
	if (f->command == 0x72 && f->words == WORDS_NT && peek_u8(&words, 22) >> 7)
		return server_guid;
	return f->in_bytes;
}

static void show_bytes(
	struct dis *d, struct smb *s, const struct form *f, struct cur words, struct cur bytes)
{
	if (!wire(&bytes))
		return;
	group(d, "data");
	if (s->command == 0x72 && !s->reply)
		show_dialects(d, s, bytes);
	else if (!f || smb_fields(d, s, &bytes, rows_of_bytes(f, words)))
		smb_rest(d, bytes);
	done(d);
}

/* One command of a message; the offset of the next, or 0. */
static uint16_t show_command(struct dis *d, struct smb *s, struct cur *c)
{
	uint8_t count = get_u8(c);
	struct cur words = part(c, 2 * count), rest = words, bytes;
	const struct form *f = form_of(s, count);
	uint16_t length, next = 0;

	smb_both(d, "Word Count    =  ", "words", count);
	say(d, "\n");
	if (smb_transaction(d, s, words, *c))
		return 0;
	if (count) {
		group(d, "parameters");
		if (!f)
			show_words(d, words);
		else if (smb_fields(d, s, &rest, f->in_words))
			smb_rest(d, rest);
		done(d);
	}
	length = get_le16(c);
	sayf(d, "smb_bcc=%u\n", length);
	bytes = part(c, length);
	show_bytes(d, s, f, words, bytes);
	if (is_andx(f) && has(&words, 4) && peek_u8(&words, 0) != NO_COMMAND) {
		s->command = peek_u8(&words, 0);
		next = peek_le16(&words, 2);
	}
	return next;
}

void smb_body(struct dis *d, struct smb *s, struct cur c)
{
	uint32_t last = stepped(&s->head, &c);
	uint16_t next = show_command(d, s, &c);

	if (!next)
		return;
	list(d, "chain");
	/* Each must lie beyond the one before. */
	for (int i = 0; i < CHAIN_MAX && next > last && next < left(&s->head); i++) {
		struct cur at = from(s->head, next);

		item(d);
		last = next;
		say(d, "\nSMB PACKET: ");
		smb_say_command(d, s);
		say(d, " (CHAINED)\n");
		next = show_command(d, s, &at);
		done(d);
	}
	done(d);
}
