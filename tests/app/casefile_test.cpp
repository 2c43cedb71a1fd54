#include "app/store/casecheck.h"
#include "app/store/casecopy.h"
#include "tests/support/importcase.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

using namespace faultline;
using namespace faultline::test;

namespace {

QByteArray bytesOf(const std::string& path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
}

/// By a program that is not ours.
void changeWithSqlite(const std::string& path, const char* sql)
{
    sqlite3* connection = nullptr;
    if (sqlite3_open(path.c_str(), &connection) != SQLITE_OK || sqlite3_exec(connection, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        qFatal("%s: %s", sql, sqlite3_errmsg(connection));
    sqlite3_close(connection);
}

/// This program again, in the role that `arguments` name (see main). Waits for its first line of output.
class Helper {
public:
    Helper(const QStringList& arguments, uid_t user = 0)
    {
        if (user != 0) {
            m_process.setChildProcessModifier([user] {
                if (setgid(user) != 0 || setuid(user) != 0)
                    _exit(99);
            });
        }
        m_process.start(QCoreApplication::applicationFilePath(), arguments);
        while (m_process.state() != QProcess::NotRunning && !m_process.canReadLine() && m_process.waitForReadyRead(60'000)) {}
        m_firstLine = m_process.readLine().trimmed();
    }
    ~Helper() { end(); }
    const QByteArray& firstLine() const { return m_firstLine; }
    qint64 id() const { return m_process.processId(); }
    void end()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished(60'000);
    }
    void kill()
    {
        m_process.kill();
        m_process.waitForFinished(60'000);
    }

private:
    QProcess m_process;
    QByteArray m_firstLine;
};

ErrorKind kindOf(const Result<CaseFile>& opened)
{
    return opened ? ErrorKind::Usage : opened.error().kind;
}

QString messageOf(const Result<CaseFile>& opened)
{
    return opened ? QStringLiteral("(opened)") : QString::fromStdString(opened.error().message());
}

}    // namespace

class CaseFileTest : public QObject {
    Q_OBJECT

private slots:
    void aClosedCaseIsOneFile();
    void aNewCaseIsForItsOwnerOnly();
    void aCutOffCreationIsTakenUpAgain();
    void aNewerCaseIsRefusedAndUnchanged();
    void whatIsNoCaseIsRefusedAndUnchanged_data();
    void whatIsNoCaseIsRefusedAndUnchanged();
    void oneWriterAtATime();
    void aKilledWriterFreesTheCase();
    void aReadOnlyFolderOpens();
    void readersBesideTheWriterSeeFinishedImportsOnly();
    void aCopyBesideTheWriterIsAWholeCase();
    void aCopyThatIsStoppedLeavesNothing();
};

void CaseFileTest::aCopyBesideTheWriterIsAWholeCase()
{
    ImportCase test;
    test.importText("access.log", accessLog(200'000, 50'000));
    auto reader = test.file().openReader();
    QVERIFY(reader);
    int writes = 0;
    TaskControl control;
    control.progress = [&](const Progress&) {
        // Somebody goes on working: the copy is of the moment when it began.
        QVERIFY(test.file().database().execute("INSERT INTO case_info(key, value) VALUES ('later" + std::to_string(++writes) + "', 'x')"));
    };
    const std::string path = test.path("copy.faultline");
    const auto copied = copyCase(*reader, path, control);
    QVERIFY2(copied, copied ? "" : copied.error().message().c_str());
    QVERIFY(writes > 0);
    QCOMPARE(bytesOf(path).mid(18, 2), QByteArray("\x01\x01"));
    struct stat info{};
    QCOMPARE(stat(path.c_str(), &info), 0);
    QCOMPARE(info.st_mode & 0777U, 0600U);
    QVERIFY(!test.filesOfFolder().contains(QStringLiteral("copy.faultline-wal")));
    auto copy = CaseFile::open(path, OpenMode::Write);
    QVERIFY(copy);
    const auto later = CaseReader(copy->database()).info("later1");
    QVERIFY(later && later->empty());
    const auto parts = checkCase(copy->database());
    QVERIFY(parts && parts->size() > 3);
    for (const CheckedPart& part : *parts)
        QVERIFY2(part.isGood, part.detail.c_str());
    const auto again = copyCase(*reader, path);
    QVERIFY(!again);
    QCOMPARE(static_cast<int>(again.error().kind), static_cast<int>(ErrorKind::OutputFailed));
}

void CaseFileTest::aCopyThatIsStoppedLeavesNothing()
{
    ImportCase test;
    test.importText("access.log", accessLog(1'000));
    auto reader = test.file().openReader();
    QVERIFY(reader);
    const QStringList before = test.filesOfFolder();
    std::stop_source stop;
    stop.request_stop();
    const auto copied = copyCase(*reader, test.path("copy.faultline"), {stop.get_token(), {}});
    QVERIFY(!copied);
    QCOMPARE(static_cast<int>(copied.error().kind), static_cast<int>(ErrorKind::Interrupted));
    QCOMPARE(test.filesOfFolder(), before);
    QVERIFY(!copyCase(*reader, test.path("no/such/folder/copy.faultline")));
    QCOMPARE(test.filesOfFolder(), before);
}

void CaseFileTest::aClosedCaseIsOneFile()
{
    ImportCase test;
    test.importText("access.log", accessLog(5'000));
    QVERIFY(test.filesOfFolder().contains(QStringLiteral("test.faultline.lock")));
    QVERIFY(test.filesOfFolder().contains(QStringLiteral("test.faultline-wal")));
    test.close();
    QCOMPARE(test.filesOfFolder(), QStringList({QStringLiteral("access.log"), QStringLiteral("test.faultline")}));
    QCOMPARE(bytesOf(test.casePath()).mid(18, 2), QByteArray("\x01\x01"));    // SQLite's header: 2 would be WAL
    {
        auto reader = CaseFile::open(test.casePath(), OpenMode::Read);
        QVERIFY(reader);
        QVERIFY(reader->isReadOnly());
        QVERIFY(!reader->database().execute("DELETE FROM source"));
    }
    QCOMPARE(test.filesOfFolder().size(), qsizetype{2});
}

void CaseFileTest::aNewCaseIsForItsOwnerOnly()
{
    ImportCase test;
    (void)test.file();
    struct stat info{};
    QCOMPARE(stat(test.casePath().c_str(), &info), 0);
    QCOMPARE(info.st_mode & 0777U, 0600U);
}

void CaseFileTest::aCutOffCreationIsTakenUpAgain()
{
    ImportCase test;
    test.write("test.faultline", "");
    QCOMPARE(static_cast<int>(kindOf(CaseFile::open(test.casePath(), OpenMode::Write))), static_cast<int>(ErrorKind::CaseDamaged));
    QCOMPARE(test.importText("access.log", accessLog(10)).records, std::uint64_t{10});
}

void CaseFileTest::aNewerCaseIsRefusedAndUnchanged()
{
    ImportCase test;
    test.importText("access.log", accessLog(1'000));
    test.close();
    changeWithSqlite(test.casePath(), "PRAGMA user_version = 99; CREATE TABLE invention(id INTEGER);");
    const QByteArray before = bytesOf(test.casePath());
    const QStringList files = test.filesOfFolder();
    for (const OpenMode mode : {OpenMode::Read, OpenMode::Write, OpenMode::WriteOrCreate, OpenMode::WriteOrRead}) {
        const auto opened = CaseFile::open(test.casePath(), mode);
        QCOMPARE(static_cast<int>(kindOf(opened)), static_cast<int>(ErrorKind::CaseTooNew));
        QVERIFY2(messageOf(opened).contains(QStringLiteral("schema 99")), qPrintable(messageOf(opened)));
        QVERIFY(bytesOf(test.casePath()) == before);
        QCOMPARE(test.filesOfFolder(), files);
    }
}

void CaseFileTest::whatIsNoCaseIsRefusedAndUnchanged_data()
{
    QTest::addColumn<QByteArray>("bytes");    // of the file; empty = a case, changed by `sql`
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const QByteArray& bytes, const char* sql, const char* says) {
        QTest::newRow(name) << bytes << QByteArray(sql) << QString::fromLatin1(says);
    };
    row("text", QByteArray("just some text that is longer than the header of a database\n").repeated(20), "", "");
    row("one byte", "x", "", "");
    row("cut header", "SQLite format 3", "", "");
    row("zeros", QByteArray(70'000, '\0'), "", "");
    row("another database", "", "PRAGMA application_id = 1", "not a Faultline case");
    row("a table more", "", "CREATE TABLE extra(a)", "CREATE TABLE extra");
    row("a trigger", "", "CREATE TRIGGER evil AFTER INSERT ON source BEGIN DELETE FROM issue; END", "trigger evil");
    row("a view", "", "CREATE VIEW v AS SELECT * FROM source", "view v");
    row("a table less", "", "DROP TABLE saved_window", "lacks table saved_window");
    row("another form", "", "ALTER TABLE source ADD COLUMN more TEXT", "table source");
    row("an index on an expression", "", "CREATE INDEX e ON source(abs(id))", "index e");
}

void CaseFileTest::whatIsNoCaseIsRefusedAndUnchanged()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, sql);
    QFETCH(QString, says);
    ImportCase test;
    if (bytes.isEmpty()) {
        test.importText("access.log", accessLog(10));
        test.close();
        changeWithSqlite(test.casePath(), sql.constData());
    } else {
        test.write("test.faultline", bytes.toStdString());
    }
    const QByteArray before = bytesOf(test.casePath());
    const QStringList files = test.filesOfFolder();
    for (const OpenMode mode : {OpenMode::Read, OpenMode::Write, OpenMode::WriteOrCreate, OpenMode::WriteOrRead}) {
        const auto opened = CaseFile::open(test.casePath(), mode);
        QCOMPARE(static_cast<int>(kindOf(opened)), static_cast<int>(ErrorKind::CaseDamaged));
        QVERIFY2(messageOf(opened).contains(says), qPrintable(messageOf(opened)));
        QVERIFY2(messageOf(opened).contains(QString::fromStdString(test.casePath())), qPrintable(messageOf(opened)));
        QVERIFY(bytesOf(test.casePath()) == before);
        QCOMPARE(test.filesOfFolder(), files);
    }
}

void CaseFileTest::oneWriterAtATime()
{
    ImportCase test;
    test.importText("access.log", accessLog(100));
    test.close();
    const QString path = QString::fromStdString(test.casePath());
    Helper holder({QStringLiteral("--hold"), path});
    QCOMPARE(holder.firstLine(), QByteArray("held"));
    for (const OpenMode mode : {OpenMode::Write, OpenMode::WriteOrCreate}) {
        const auto opened = CaseFile::open(test.casePath(), mode);
        QCOMPARE(static_cast<int>(kindOf(opened)), static_cast<int>(ErrorKind::CaseLocked));
        QVERIFY2(messageOf(opened).contains(QStringLiteral("process %1 of").arg(holder.id())), qPrintable(messageOf(opened)));
    }
    {
        auto opened = CaseFile::open(test.casePath(), OpenMode::WriteOrRead);
        QVERIFY2(opened, qPrintable(messageOf(opened)));
        QVERIFY(opened->isReadOnly());
        QVERIFY(opened->holder());
        QCOMPARE(opened->holder()->processId, static_cast<std::int64_t>(holder.id()));
        QVERIFY(!opened->holder()->user.empty() && !opened->holder()->since.empty());
        QCOMPARE(CaseReader(opened->database()).sources()->size(), std::size_t{1});
    }
    const std::string link = test.path("link.faultline");
    QVERIFY(QFile::link(path, QString::fromStdString(link)));
    QCOMPARE(static_cast<int>(kindOf(CaseFile::open(link, OpenMode::Write))), static_cast<int>(ErrorKind::CaseLocked));
    QFile::remove(QString::fromStdString(link));
    holder.end();
    QCOMPARE(test.filesOfFolder(), QStringList({QStringLiteral("access.log"), QStringLiteral("test.faultline")}));
    auto opened = CaseFile::open(test.casePath(), OpenMode::WriteOrRead);
    QVERIFY(opened && !opened->isReadOnly() && !opened->holder());
}

void CaseFileTest::aKilledWriterFreesTheCase()
{
    ImportCase test;
    test.importText("access.log", accessLog(100));
    test.close();
    Helper holder({QStringLiteral("--hold"), QString::fromStdString(test.casePath())});
    QCOMPARE(holder.firstLine(), QByteArray("held"));
    holder.kill();
    QVERIFY(test.filesOfFolder().contains(QStringLiteral("test.faultline.lock")));    // left behind, held by nobody
    QCOMPARE(CaseReader(test.file().database()).sources()->size(), std::size_t{1});
    test.close();
    QCOMPARE(test.filesOfFolder().size(), qsizetype{2});
}

void CaseFileTest::aReadOnlyFolderOpens()
{
    if (geteuid() != 0)
        QSKIP("needs root to become another user");
    ImportCase test;
    test.importText("access.log", accessLog(1'234));
    test.close();
    chmod(test.path("").c_str(), 0555);
    chmod(test.casePath().c_str(), 0444);
    Helper reader({QStringLiteral("--count"), QString::fromStdString(test.casePath())}, 65'534);
    chmod(test.path("").c_str(), 0700);
    if (reader.firstLine().isEmpty())
        QSKIP("another user cannot run this program here");
    QCOMPARE(reader.firstLine(), QByteArray("read-only 1234"));
}

void CaseFileTest::readersBesideTheWriterSeeFinishedImportsOnly()
{
    ImportCase test;
    test.importText("first.log", accessLog(500));
    ImportRequest request;
    request.paths = {test.write("second.log", accessLog(300'000))};
    int looks = 0;
    TaskControl control;
    control.progress = [&](const Progress&) {
        ++looks;
        QCOMPARE(test.query("SELECT count(*) FROM request"), std::string("500"));
        auto reader = test.file().openReader();
        QCOMPARE(CaseReader(*reader).sources()->size(), std::size_t{1});
        QCOMPARE(CaseReader(*reader).counts()->requests, std::uint64_t{500});
    };
    const auto report = test.tryImport(request, control);
    QVERIFY(report && report->sources[0].source);
    QVERIFY2(looks >= 3, qPrintable(QString::number(looks)));
    QCOMPARE(test.query("SELECT count(*) FROM request"), std::string("300500"));
}

namespace {

/// Holds the case for writing until standard input ends.
int hold(const std::string& path)
{
    auto opened = CaseFile::open(path, OpenMode::Write);
    std::puts(opened ? "held" : opened.error().message().c_str());
    std::fflush(stdout);
    std::string line;
    std::getline(std::cin, line);
    return opened ? 0 : 1;
}

int count(const std::string& path)
{
    auto opened = CaseFile::open(path, OpenMode::WriteOrRead);
    if (!opened) {
        std::puts(opened.error().message().c_str());
        return 1;
    }
    const auto counts = CaseReader(opened->database()).counts();
    std::printf("%s %llu\n", opened->isReadOnly() ? "read-only" : "writable", counts ? static_cast<unsigned long long>(counts->requests) : 0ULL);
    return 0;
}

}    // namespace

int main(int argc, char** argv)
{
    if (argc == 3 && std::string_view(argv[1]) == "--hold")
        return hold(argv[2]);
    if (argc == 3 && std::string_view(argv[1]) == "--count")
        return count(argv[2]);
    QCoreApplication application(argc, argv);
    CaseFileTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "casefile_test.moc"
