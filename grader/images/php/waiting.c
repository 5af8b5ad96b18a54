/*
 * A PHP that waits: it loads everything, then a fork of it does each job and dies.
 *
 * The observer keeps one end of a pair of sockets, given to us as descriptor 3. A job is one message on it: names and
 * values, each ended by a NUL, with three descriptors (what the program reads, what it writes, where we tell what
 * happens). The child that takes the job answers `taken` with its process number; once it is dead, we answer `ended`
 * with that number and its status. Another child waits meanwhile for the next job.
 *
 * What we tell is framed with a token that only the observer and the C side of the child know: a program that writes
 * into that pipe can only spoil it.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <main/php.h>
#include <main/SAPI.h>
#include <main/php_ini.h>
#include <main/php_main.h>
#include <main/php_output.h>
#include <main/php_variables.h>
#include <Zend/zend_exceptions.h>
#include <Zend/zend_smart_str.h>
#include <ext/standard/head.h>

enum { INPUT, PRINTED, NOTHING, PAGE, TELLING, FIRST_UNUSED, JOBS = 3, HIGH = 100 };
enum { LONGEST_JOB = 256 * 1024, LONGEST_MESSAGE = 16 * 1024, TOKEN = 32, CANNOT = 70 };
enum { HEADERS = 'H', ERROR = 'E', LOADED = 'L', LEFT = 'X', THROWN = 'T', VALUE = 'V', MAIL = 'M' };

#define OBSERVER "/opt/observer/"
#define PROJECT "/tmp/work"

static char job[LONGEST_JOB + 1];
static size_t job_size;
static char token[TOKEN];
static char *prelude;
static int page_out = PRINTED;
static char page[32 * 1024];
static size_t page_size = 0;
static bool fatal = false; /* the file itself went wrong */
static bool dead = false; /* and PHP with it: nothing can be asked any more */
static void (*usual_error)(int, zend_string *, const uint32_t, zend_string *);

/* ---- the job ---------------------------------------------------------------------------------------------------- */

/* Goes through the pairs: returns the next name and sets its value, or NULL at the end. */
static char *next_pair(char *name, char **value)
{
	char *next = name == NULL ? job : *value + strlen(*value) + 1;
	if (next >= job + job_size) return NULL;
	*value = next + strlen(next) + 1;
	return *value < job + job_size ? next : NULL;
}

static char *asked(const char *wanted)
{
	char *value = NULL;
	for (char *name = NULL; (name = next_pair(name, &value));) {
		if (strcmp(name, wanted) == 0) return value;
	}
	return NULL;
}

static bool is_kind(const char *kind)
{
	char *value = asked("kind");
	return value != NULL && strcmp(value, kind) == 0;
}

/* ---- telling ---------------------------------------------------------------------------------------------------- */

static void write_all(int place, const char *text, size_t size)
{
	while (size > 0) {
		ssize_t written = write(place, text, size);
		if (written < 0 && errno == EINTR) continue;
		if (written <= 0) return;
		text += written;
		size -= (size_t)written;
	}
}

/* A frame: token, kind, size, then the parts one after the other. No memory of PHP's is asked for. */
static void tell(char kind, const struct iovec *parts, int count)
{
	char head[TOKEN + 1 + sizeof(uint32_t)];
	uint32_t size = 0;
	for (int i = 0; i < count; i++) size += (uint32_t)parts[i].iov_len;
	memcpy(head, token, TOKEN);
	head[TOKEN] = kind;
	memcpy(head + TOKEN + 1, &size, sizeof size);
	write_all(TELLING, head, sizeof head);
	for (int i = 0; i < count; i++) write_all(TELLING, parts[i].iov_base, parts[i].iov_len);
}

static void tell_text(char kind, const char *text, size_t size)
{
	tell(kind, &(struct iovec){(void *)text, size}, 1);
}

/* What went wrong: its name (or PHP's number), a file, a line and a message, each but the last ended by a NUL. */
static void tell_problem(char kind, const char *name, const char *file, long line, zend_string *message)
{
	char number[24];
	int digits = snprintf(number, sizeof number, "%ld", line);
	struct iovec parts[] = {
		{(void *)name, strlen(name) + 1},
		{(void *)file, strlen(file) + 1},
		{number, (size_t)digits + 1},
		{ZSTR_VAL(message), MIN(ZSTR_LEN(message), LONGEST_MESSAGE)},
	};
	tell(kind, parts, 4);
}

/* Comes after the program's own error handler, if it has one and takes the error. */
static void on_error(int type, zend_string *file, const uint32_t line, zend_string *message)
{
	int plain = type & E_ALL;
	if (plain & E_FATAL_ERRORS) {
		fatal = true;
		dead = dead || !(type & E_DONT_BAIL);
	}
	if (EG(error_reporting) & plain) {
		char number[16];
		snprintf(number, sizeof number, "%d", plain);
		tell_problem(ERROR, number, file ? ZSTR_VAL(file) : "", line, message);
	}
	usual_error(type, file, line, message);
}

static void tell_exception(void)
{
	zend_object *thrown = EG(exception);
	zval held;
	if (zend_is_unwind_exit(thrown)) {
		tell_text(LEFT, "", 0);
		zend_clear_exception();
		return;
	}
	GC_ADDREF(thrown);
	zend_clear_exception();
	zend_class_entry *base = zend_get_exception_base(thrown);
	zend_string *message = zval_get_string(zend_read_property(base, thrown, ZEND_STRL("message"), true, &held));
	zend_string *file = zval_get_string(zend_read_property(base, thrown, ZEND_STRL("file"), true, &held));
	long line = zval_get_long(zend_read_property(base, thrown, ZEND_STRL("line"), true, &held));
	if (EG(exception)) zend_clear_exception();
	tell_problem(THROWN, ZSTR_VAL(thrown->ce->name), ZSTR_VAL(file), line, message);
}

/* ---- what PHP asks of whoever serves it ------------------------------------------------------------------------- */

static void write_page(void)
{
	write_all(page_out, page, page_size);
	page_size = 0;
}

/* A page may be made of a hundred thousand pieces. A program's must keep their place among what it writes itself. */
static size_t on_write(const char *text, size_t size)
{
	if (page_out == PRINTED || size > sizeof page) {
		write_page();
		write_all(page_out, text, size);
		return size;
	}
	if (page_size + size > sizeof page) write_page();
	memcpy(page + page_size, text, size);
	page_size += size;
	return size;
}

static void on_flush(void *context)
{
	(void)context;
	if (!SG(headers_sent)) php_header();
}

static int on_headers(sapi_headers_struct *headers)
{
	char status[16];
	zend_llist_position place;
	smart_str text = {0};
	snprintf(status, sizeof status, "%d\n", headers->http_response_code);
	smart_str_appends(&text, status);
	for (sapi_header_struct *one = zend_llist_get_first_ex(&headers->headers, &place); one;
		 one = zend_llist_get_next_ex(&headers->headers, &place)) {
		smart_str_appendl(&text, one->header, one->header_len);
		smart_str_appendc(&text, '\n');
	}
	smart_str_0(&text);
	tell_text(HEADERS, ZSTR_VAL(text.s), ZSTR_LEN(text.s));
	smart_str_free(&text);
	return SAPI_HEADER_SENT_SUCCESSFULLY;
}

static size_t on_body(char *buffer, size_t size)
{
	size_t total = 0;
	while (total < size) {
		ssize_t taken = read(INPUT, buffer + total, size - total);
		if (taken < 0 && errno == EINTR) continue;
		if (taken <= 0) break;
		total += (size_t)taken;
	}
	return total;
}

static char *on_cookies(void)
{
	return asked("cookies");
}

static void on_variables(zval *variables)
{
	char *value = NULL;
	for (char *name = NULL; (name = next_pair(name, &value));) {
		if (name[0] == '$') php_register_variable(name + 1, value, variables);
	}
}

static void on_log(const char *message, int level)
{
	(void)level;
	write_all(STDERR_FILENO, message, strlen(message));
	write_all(STDERR_FILENO, "\n", 1);
}

static int on_startup(sapi_module_struct *module)
{
	return php_module_startup(module, NULL);
}

/* The headers of the request, as the other servers give them. */
ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arguments_of_getallheaders, 0, 0, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_FUNCTION(getallheaders)
{
	char *value = NULL;
	ZEND_PARSE_PARAMETERS_NONE();
	array_init(return_value);
	for (char *name = NULL; (name = next_pair(name, &value));) {
		if (name[0] == '@') add_assoc_string(return_value, name + 1, value);
	}
}

/* What the command line's own extension does where nobody types: a line of what is given, without its end. */
ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX(arguments_of_readline, 0, 0, MAY_BE_STRING | MAY_BE_FALSE)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, prompt, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_FUNCTION(readline)
{
	char *prompt = NULL, sign;
	size_t length = 0;
	smart_str line = {0};
	ssize_t taken;
	ZEND_PARSE_PARAMETERS_START(0, 1)
		Z_PARAM_OPTIONAL
		Z_PARAM_STRING_OR_NULL(prompt, length)
	ZEND_PARSE_PARAMETERS_END();
	if (prompt) php_output_write(prompt, length);
	while ((taken = read(INPUT, &sign, 1)) == 1 && sign != '\n') smart_str_appendc(&line, sign);
	if (taken != 1 && line.s == NULL) RETURN_FALSE;
	RETURN_STR(smart_str_extract(&line));
}

/* A letter is told, and goes nowhere. As in PHP's own function, what would end a header early becomes a space. */
ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arguments_of_mail, 0, 3, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, to, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, subject, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, message, IS_STRING, 0)
	ZEND_ARG_TYPE_MASK(0, additional_headers, MAY_BE_ARRAY | MAY_BE_STRING, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, additional_params, IS_STRING, 0, "\"\"")
ZEND_END_ARG_INFO()

static zend_string *on_one_line(zend_string *text)
{
	zend_string *line = zend_string_init(ZSTR_VAL(text), ZSTR_LEN(text), false);
	for (size_t i = 0; i < ZSTR_LEN(line); i++) {
		if (iscntrl((unsigned char)ZSTR_VAL(line)[i])) ZSTR_VAL(line)[i] = ' ';
	}
	return line;
}

static zend_string *headers_of(HashTable *table)
{
	smart_str text = {0};
	zend_string *name;
	zval *value;
	ZEND_HASH_FOREACH_STR_KEY_VAL(table, name, value) {
		if (name == NULL || Z_TYPE_P(value) != IS_STRING) continue;
		if (text.s) smart_str_appends(&text, "\r\n");
		smart_str_append(&text, name);
		smart_str_appends(&text, ": ");
		smart_str_append(&text, Z_STR_P(value));
	} ZEND_HASH_FOREACH_END();
	return smart_str_extract(&text);
}

ZEND_FUNCTION(mail)
{
	zend_string *to, *subject, *message, *headers = NULL, *parameters = NULL;
	HashTable *table = NULL;
	ZEND_PARSE_PARAMETERS_START(3, 5)
		Z_PARAM_PATH_STR(to)
		Z_PARAM_PATH_STR(subject)
		Z_PARAM_PATH_STR(message)
		Z_PARAM_OPTIONAL
		Z_PARAM_ARRAY_HT_OR_STR(table, headers)
		Z_PARAM_PATH_STR(parameters)
	ZEND_PARSE_PARAMETERS_END();
	zend_string *lines = table ? headers_of(table) : headers ? headers : ZSTR_EMPTY_ALLOC();
	to = on_one_line(to);
	subject = on_one_line(subject);
	struct iovec parts[] = {
		{ZSTR_VAL(to), ZSTR_LEN(to) + 1},
		{ZSTR_VAL(subject), ZSTR_LEN(subject) + 1},
		{ZSTR_VAL(lines), strlen(ZSTR_VAL(lines)) + 1},
		{ZSTR_VAL(message), MIN(ZSTR_LEN(message), LONGEST_MESSAGE)},
	};
	tell(MAIL, parts, 4);
	RETURN_TRUE;
}

static const zend_function_entry letters[] = {
	ZEND_FE(mail, arguments_of_mail)
	ZEND_FE_END
};

static const zend_function_entry functions[] = {
	ZEND_FE(getallheaders, arguments_of_getallheaders)
	ZEND_FE(readline, arguments_of_readline)
	ZEND_NAMED_FE(apache_request_headers, ZEND_FN(getallheaders), arguments_of_getallheaders)
	ZEND_FE_END
};

static sapi_module_struct server = {
	.name = "cli-server",
	.pretty_name = "PHP that waits",
	.startup = on_startup,
	.shutdown = php_module_shutdown_wrapper,
	.ub_write = on_write,
	.flush = on_flush,
	.sapi_error = php_error,
	.send_headers = on_headers,
	.read_post = on_body,
	.read_cookies = on_cookies,
	.register_server_variables = on_variables,
	.log_message = on_log,
	.php_ini_path_override = OBSERVER "php.ini",
	.phpinfo_as_text = 0,
	.additional_functions = functions,
};

/* ---- one job ---------------------------------------------------------------------------------------------------- */

static bool run_file(const char *path)
{
	zend_file_handle file;
	zend_stream_init_filename(&file, path);
	file.primary_script = true;
	bool whole = php_execute_script(&file);
	zend_destroy_file_handle(&file);
	return whole;
}

static void lock(const char *name, const char *value)
{
	zend_string *key = zend_string_init(name, strlen(name), false);
	zend_alter_ini_entry_chars(key, value, strlen(value), PHP_INI_SYSTEM, PHP_INI_STAGE_ACTIVATE);
	zend_string_release(key);
}

/* The walls that the program itself cannot move. The observer's own tools are trusted and stand outside. */
static void wall_in(void)
{
	char *memory = asked("memory");
	lock("open_basedir", PROJECT);
	if (memory) lock("memory_limit", memory);
}

static void describe_request(void)
{
	char *length = asked("length");
	SG(request_info).request_method = asked("method");
	SG(request_info).query_string = asked("query");
	SG(request_info).request_uri = asked("uri");
	SG(request_info).path_translated = asked("file");
	SG(request_info).content_type = asked("type");
	SG(request_info).content_length = length ? atol(length) : 0;
	SG(request_info).proto_num = 1001;
	php_handle_auth_data(asked("authorization"));
	SG(sapi_headers).http_response_code = 200;
}

static void serve_page(void)
{
	page_out = PAGE;
	SG(server_context) = &server; /* anything but NULL: there is a client, with cookies and a body */
	describe_request();
	wall_in();
	if (php_request_startup() == FAILURE) _exit(CANNOT);
	run_file(asked("file"));
	php_request_shutdown(NULL);
	write_page();
}

/* A program of the command line is called so, and has its arguments. */
static void become_command_line(void)
{
	static char *arguments[64];
	char *value = NULL;
	int count = 0;
	for (char *name = NULL; (name = next_pair(name, &value)) && count < 63;) {
		if (strcmp(name, "argument") == 0) arguments[count++] = value;
	}
	sapi_module.name = "cli";
	sapi_module.phpinfo_as_text = 1;
	zval *constant = zend_get_constant_str(ZEND_STRL("PHP_SAPI"));
	if (constant) ZVAL_INTERNED_STR(constant, zend_string_init_interned("cli", 3, true));
	SG(request_info).argc = count;
	SG(request_info).argv = arguments;
	PG(register_argc_argv) = 1;
	PG(implicit_flush) = 1;
	describe_request();
}

static void evaluate(const char *expression, zval *encoder)
{
	zval value, text;
	ZVAL_UNDEF(&value);
	ZVAL_UNDEF(&text);
	zend_eval_string(expression, &value, "expression");
	if (EG(exception)) {
		tell_exception();
		return;
	}
	if (Z_TYPE(value) == IS_UNDEF || is_kind("output")) return;
	if (call_user_function(NULL, NULL, encoder, &text, 1, &value) == SUCCESS && Z_TYPE(text) == IS_STRING) {
		tell_text(VALUE, Z_STRVAL(text), Z_STRLEN(text));
	}
}

/* The prelude is a file of its own, not an expression: what it returns tells values. */
static void start_with_prelude(zval *encoder)
{
	zend_string *source = zend_string_init(prelude, strlen(prelude), false);
	zend_op_array *program = zend_compile_string(source, "prelude", ZEND_COMPILE_POSITION_AFTER_OPEN_TAG);
	if (program == NULL) _exit(CANNOT);
	zend_execute(program, encoder);
	zend_string_release(source);
}

static void run_program(void)
{
	char *expression = asked("expression");
	zval encoder;
	become_command_line();
	wall_in();
	if (php_request_startup() == FAILURE) _exit(CANNOT);
	zend_try {
		start_with_prelude(&encoder);
		bool whole = run_file(asked("file"));
		bool left = !whole && !fatal;
		if (expression && !dead) {
			if (!left) php_output_flush_all();
			tell_text(left ? LEFT : LOADED, "", 0);
			write_all(PRINTED, token, TOKEN);
			if (!left) evaluate(expression, &encoder);
		}
	} zend_end_try();
	/* What is left to print when the program ends is part of its output, and of nothing else. */
	if (is_kind("output")) php_request_shutdown(NULL);
}

static void run_tool(void)
{
	describe_request();
	if (php_request_startup() == FAILURE) _exit(CANNOT);
	run_file(asked("file"));
	php_request_shutdown(NULL);
}

/* ---- waiting ---------------------------------------------------------------------------------------------------- */

/* Receives the job and its three descriptors, far from the numbers they will have. False when nobody is there. */
static bool take_job(int *places)
{
	char space[CMSG_SPACE(3 * sizeof(int))];
	struct iovec body = {job, LONGEST_JOB};
	struct msghdr message = {
		.msg_iov = &body, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
	ssize_t size = recvmsg(JOBS, &message, MSG_CMSG_CLOEXEC);
	struct cmsghdr *given = size > 0 ? CMSG_FIRSTHDR(&message) : NULL;
	if (given == NULL || given->cmsg_type != SCM_RIGHTS || given->cmsg_len != CMSG_LEN(3 * sizeof(int))) return false;
	int *descriptors = (int *)CMSG_DATA(given);
	for (int i = 0; i < 3; i++) places[i] = fcntl(descriptors[i], F_DUPFD, HIGH);
	job_size = (size_t)size;
	job[job_size] = '\0';
	return true;
}

/* From here on, nothing of ours is open but what the program may use, and the telling. */
static void settle(const int *places, bool page)
{
	int nothing = fcntl(open("/dev/null", O_RDWR), F_DUPFD, HIGH);
	dup2(places[0], INPUT);
	dup2(page ? nothing : places[1], STDOUT_FILENO);
	dup2(page ? nothing : places[1], STDERR_FILENO);
	dup2(places[1], PAGE);
	dup2(places[2], TELLING);
	close_range(FIRST_UNUSED, ~0U, 0);
	if (!page) close(PAGE);
	setrlimit(RLIMIT_NPROC, &(struct rlimit){0, 0});
	memcpy(token, asked("token"), TOKEN);
	char *folder = asked("folder");
	if (folder && chdir(folder) != 0) _exit(CANNOT);
}

static void do_one_job(const int *begun)
{
	int places[3];
	char number[24];
	bool right = take_job(places) && asked("token") != NULL && strlen(asked("token")) == TOKEN;
	if (write(begun[1], "!", 1) != 1 || !right) _exit(CANNOT);
	int digits = snprintf(number, sizeof number, "taken %d", getpid());
	if (send(JOBS, number, (size_t)digits, MSG_NOSIGNAL) < 0) _exit(CANNOT);
	settle(places, is_kind("page"));
	if (is_kind("page")) serve_page();
	else if (is_kind("tool")) run_tool();
	else run_program();
	_exit(0);
}

/* A child waits for a job, says through the pipe that it has one, and dies when it is done. */
static void fork_child(const int *begun)
{
	pid_t child = fork();
	if (child < 0) exit(CANNOT);
	if (child == 0) do_one_job(begun);
}

static void warm_up(void)
{
	page_out = open("/dev/null", O_WRONLY);
	if (php_request_startup() == FAILURE) _exit(CANNOT);
	run_file(OBSERVER "warm.php");
	php_request_shutdown(NULL);
	write_page();
	close(page_out);
	page_out = PRINTED;
}

static char *whole_text(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = calloc(1, LONGEST_JOB);
	if (file == NULL || text == NULL || fread(text, 1, LONGEST_JOB - 1, file) == 0) exit(CANNOT);
	fclose(file);
	return text;
}

int main(void)
{
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	signal(SIGPIPE, SIG_IGN);
	setenv("PHP_INI_SCAN_DIR", "", 1);
	zend_signal_startup();
	sapi_startup(&server);
	if (server.startup(&server) == FAILURE) return CANNOT;
	zend_hash_str_del(CG(function_table), ZEND_STRL("mail"));
	zend_register_functions(NULL, letters, CG(function_table), MODULE_PERSISTENT);
	prelude = whole_text(OBSERVER "prelude.php");
	warm_up();
	usual_error = zend_error_cb;
	zend_error_cb = on_error;
	int begun[2];
	if (pipe(begun) != 0) return CANNOT;
	fork_child(begun);
	for (;;) {
		int status;
		char number[48], one;
		/* The next child is made while this one works: nobody waits for it. One alone waits in a box that waits. */
		if (read(begun[0], &one, 1) != 1) return CANNOT;
		fork_child(begun);
		pid_t child;
		while ((child = waitpid(-1, &status, 0)) < 0) {
			if (errno != EINTR) return CANNOT;
		}
		int digits = snprintf(number, sizeof number, "ended %d %d", child, status);
		if (send(JOBS, number, (size_t)digits, MSG_NOSIGNAL) < 0) return CANNOT;
	}
}
