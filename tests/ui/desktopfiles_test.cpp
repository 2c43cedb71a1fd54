#include "app/store/casefile.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace faultline;

namespace {

const QString resources = QStringLiteral(FAULTLINE_SOURCE_DIR "/resources/");
const QString id = QStringLiteral("org.faultline.faultline");
const QString mimeType = QStringLiteral("application/vnd.faultline.case+sqlite3");

QString textOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// What the program printed, both ways; "?" when it is not installed.
QString output(const QString& program, const QStringList& arguments)
{
    if (QStandardPaths::findExecutable(program).isEmpty())
        return QStringLiteral("?");
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    process.waitForFinished();
    return QString::fromUtf8(process.readAll()).trimmed();
}

}    // namespace

/// What the desktop reads: each file is valid, and all of them mean the same program.
class DesktopFilesTest : public QObject {
    Q_OBJECT

private slots:
    void theDesktopEntryIsValid()
    {
        const QString said = output(QStringLiteral("desktop-file-validate"), {resources + QStringLiteral("desktop/") + id + QStringLiteral(".desktop")});
        if (said == QLatin1String("?"))
            QSKIP("desktop-file-validate is not installed");
        QCOMPARE(said, QString());
    }

    void theMetainfoIsValidDownToTheLastHint()
    {
        const QString said = output(QStringLiteral("appstreamcli"), {QStringLiteral("validate"), QStringLiteral("--no-net"), QStringLiteral("--pedantic"),
                                                                     resources + QStringLiteral("desktop/") + id + QStringLiteral(".metainfo.xml")});
        if (said == QLatin1String("?"))
            QSKIP("appstreamcli is not installed");
        QVERIFY2(said.contains(QStringLiteral("Validation was successful")) && !said.contains(QStringLiteral("pedantic:")), qPrintable(said));
    }

    void allFilesNameTheSameProgram()
    {
        const QString desktop = textOf(resources + QStringLiteral("desktop/") + id + QStringLiteral(".desktop"));
        const QString metainfo = textOf(resources + QStringLiteral("desktop/") + id + QStringLiteral(".metainfo.xml"));
        QVERIFY(desktop.contains(QStringLiteral("Icon=") + id));
        QVERIFY(desktop.contains(QStringLiteral("Exec=faultline %F")));
        QVERIFY(desktop.contains(QStringLiteral("MimeType=") + mimeType));
        QVERIFY(metainfo.contains(QStringLiteral("<id>") + id + QStringLiteral("</id>")));
        QVERIFY(metainfo.contains(QStringLiteral("<launchable type=\"desktop-id\">") + id + QStringLiteral(".desktop</launchable>")));
        QVERIFY(metainfo.contains(QStringLiteral("<mediatype>") + mimeType));
        QVERIFY(QFile::exists(resources + QStringLiteral("icons/") + id + QStringLiteral(".svg")));
        QVERIFY(textOf(QStringLiteral(FAULTLINE_SOURCE_DIR "/ui/main.cpp")).contains(QStringLiteral("setDesktopFileName(QStringLiteral(\"") + id));
        QVERIFY(textOf(resources + QStringLiteral("CMakeLists.txt")).contains(QStringLiteral("set(id ") + id));
    }

    void aCaseIsKnownByItsBytes()
    {
        const QString mime = textOf(resources + QStringLiteral("desktop/") + id + QStringLiteral(".mime.xml"));
        QVERIFY(mime.contains(QStringLiteral("<mime-type type=\"%1\">").arg(mimeType)));
        QVERIFY(mime.contains(QStringLiteral("offset=\"68\" value=\"0x%1\"").arg(caseApplicationId, 8, 16).toLower().replace(
                    QString::number(caseApplicationId, 16), QString::number(caseApplicationId, 16).toUpper())));
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.faultline"));
        {
            auto file = CaseFile::open(path.toStdString(), OpenMode::WriteOrCreate);
            QVERIFY(file.has_value());
            QVERIFY(file->close().has_value());
        }
        QFile bytes(path);
        QVERIFY(bytes.open(QIODevice::ReadOnly));
        const QByteArray head = bytes.read(72);
        QCOMPARE(head.left(16), QByteArray("SQLite format 3\0", 16));
        QCOMPARE(head.mid(68, 4), QByteArray("FLTN"));
    }

    void theMimePackageIsAccepted()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("update-mime-database")).isEmpty())
            QSKIP("update-mime-database is not installed");
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("packages")));
        QVERIFY(QFile::copy(resources + QStringLiteral("desktop/") + id + QStringLiteral(".mime.xml"),
                            folder.filePath(QStringLiteral("packages/faultline.xml"))));
        QProcess update;
        update.start(QStringLiteral("update-mime-database"), {folder.path()});
        QVERIFY(update.waitForFinished());
        QCOMPARE(update.exitCode(), 0);
        QVERIFY(textOf(folder.filePath(QStringLiteral("globs2"))).contains(QStringLiteral(":%1:*.faultline").arg(mimeType)));
    }

    void theManualsNameEveryCommandAndOption()
    {
        const QString help = output(QStringLiteral(FAULTLINE_BINARY_DIR "/bin/faultline-cli"), {QStringLiteral("--help")});
        const QString manual = textOf(resources + QStringLiteral("man/faultline-cli.1"));
        const QString completion = textOf(resources + QStringLiteral("completions/faultline-cli.bash"));
        const QString commands = help.mid(help.indexOf(QStringLiteral("Subcommands:")));
        static const QRegularExpression command(QStringLiteral("^  ([a-z]+) "), QRegularExpression::MultilineOption);
        auto match = command.globalMatch(commands);
        int found = 0;
        while (match.hasNext()) {
            const QString name = match.next().captured(1);
            QVERIFY2(manual.contains(QStringLiteral(".B ") + name + QLatin1Char('\n')), qPrintable(name));
            QVERIFY2(completion.contains(QRegularExpression(QStringLiteral("\\b%1\\b").arg(name))), qPrintable(name));
            ++found;
        }
        QVERIFY(found >= 16);
        const QString window = textOf(QStringLiteral(FAULTLINE_SOURCE_DIR "/ui/main.cpp"));
        const QString windowManual = textOf(resources + QStringLiteral("man/faultline.1")).remove(QLatin1Char('\\'));
        for (const QString& option : {QStringLiteral("profile"), QStringLiteral("no-session"), QStringLiteral("reset-layout")}) {
            QVERIFY(window.contains(QStringLiteral("\"%1\"").arg(option)));
            QVERIFY2(windowManual.contains(QStringLiteral("--") + option), qPrintable(option));
        }
    }
};

QTEST_GUILESS_MAIN(DesktopFilesTest)
#include "desktopfiles_test.moc"
