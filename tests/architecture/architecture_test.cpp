#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path root = FAULTLINE_SOURCE_DIR;

struct SourceFile {
    std::string path;    ///< from the root, with '/'
    std::string text;
};

std::string read(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool startsWith(const std::string& text, std::string_view prefix)
{
    return text.rfind(prefix, 0) == 0;
}

std::vector<SourceFile> filesUnder(const std::vector<std::string>& folders, const std::vector<std::string>& suffixes)
{
    std::vector<SourceFile> files;
    for (const std::string& folder : folders) {
        if (!fs::exists(root / folder))
            continue;
        for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
            const std::string suffix = entry.path().extension().string();
            if (entry.is_regular_file() && std::find(suffixes.begin(), suffixes.end(), suffix) != suffixes.end())
                files.push_back({fs::relative(entry.path(), root).generic_string(), read(entry.path())});
        }
    }
    return files;
}

std::vector<std::string> linesOf(const std::string& text)
{
    std::vector<std::string> lines;
    std::string line;
    for (const char c : text) {
        if (c == '\n') {
            lines.push_back(line);
            line.clear();
        } else {
            line += c;
        }
    }
    if (!line.empty())
        lines.push_back(line);
    return lines;
}

/// std::regex reads the whole tree in a minute, this in two seconds.
class Pattern {
public:
    explicit Pattern(const std::string& text) : m_expression(QString::fromStdString(text)) { m_expression.optimize(); }
    bool occursIn(const std::string& text) const { return m_expression.match(QString::fromStdString(text)).hasMatch(); }
    bool isAllOf(const std::string& text) const
    {
        const auto match = m_expression.match(QString::fromStdString(text), 0, QRegularExpression::NormalMatch,
                                              QRegularExpression::AnchorAtOffsetMatchOption);
        return match.hasMatch() && match.capturedLength() == static_cast<qsizetype>(text.size());
    }
    QRegularExpressionMatchIterator matchesIn(const std::string& text) const
    {
        return m_expression.globalMatch(QString::fromStdString(text));
    }

private:
    QRegularExpression m_expression;
};

/// The line with its comment and the insides of strings blanked, so that only code is searched.
std::string codeOf(const std::string& line)
{
    std::string code;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line.compare(i, 2, "//") == 0)
            return code;
        code += line[i];
        if (line[i] != '"')
            continue;
        std::size_t end = i + 1;
        while (end < line.size() && line[end] != '"')
            end += line[end] == '\\' ? 2U : 1U;
        if (end < line.size()) {    // one that does not end on the line is left as it is
            code += '"';
            i = end;
        }
    }
    return code;
}

std::string folderOf(const std::string& path)
{
    const std::size_t second = path.find('/', path.find('/') + 1);
    return path.substr(0, second);
}

/// Files as git knows them.
std::vector<std::string> trackedFiles()
{
    QProcess git;
    git.setWorkingDirectory(QString::fromStdString(root.string()));
    git.start(QStringLiteral("git"), {QStringLiteral("ls-files")});
    if (!git.waitForFinished() || git.exitCode() != 0)
        return {};
    return linesOf(git.readAllStandardOutput().toStdString());
}

std::string joined(const std::vector<std::string>& findings)
{
    std::string text;
    for (const std::string& finding : findings)
        text += '\n' + finding;
    return text;
}

}    // namespace

#define EXPECT_NOTHING(findings) QVERIFY2((findings).empty(), joined(findings).c_str())

/// The rules of docs/architecture.md, read off the files.
class ArchitectureTest : public QObject {
    Q_OBJECT

private slots:
    void includesPointToTheLeft()
    {
        // Each folder may include from itself and the ones named.
        const std::vector<std::pair<std::string, std::vector<std::string>>> allowed = {
            {"app/base", {}},
            {"app/model", {"app/base"}},
            {"app/store", {"app/base", "app/model"}},
            {"app/import", {"app/base", "app/model", "app/store"}},
            {"app/query", {"app/base", "app/model", "app/store"}},
            {"app/analysis", {"app/base", "app/model", "app/store", "app/query"}},
            {"app/timeline", {"app/base", "app/model", "app/store", "app/query", "app/analysis"}},
            {"app/export", {"app/base", "app/model", "app/store", "app/query", "app/analysis", "app/timeline"}},
        };
        const Pattern include("#include \"(app/[a-z]+|importers/[a-z]+|ui/[a-z]+|tests/[a-z]+)(/[a-z]+\\.h)?");
        // A time that a person types is read by the scanners that read it in a file; they know nothing but text and zones.
        const Pattern timeScanner("app/import/(timestampscanner|handwrittentime|writtentime)\\.h");
        std::vector<std::string> findings;
        for (const SourceFile& file : filesUnder({"app", "importers", "ui"}, {".h", ".cpp"})) {
            const std::string folder = folderOf(file.path);
            for (auto matches = include.matchesIn(file.text); matches.hasNext();) {
                const QRegularExpressionMatch match = matches.next();
                const std::string target = match.captured(1).toStdString();
                const bool isTimeScanner = timeScanner.isAllOf(target + match.captured(2).toStdString()) &&
                                           (folder == "app/query" || folder == "app/timeline");
                if (!isTimeScanner && !mayInclude(file.path, folder, target, allowed))
                    findings.push_back(file.path + " includes " + target);
            }
        }
        EXPECT_NOTHING(findings);
    }

    void importersKnowNoFileClockThreadOrSql()
    {
        const Pattern forbidden("#include <(fstream|filesystem|thread|mutex|atomic|future|cstdio|sqlite3\\.h|unistd\\.h|Q[A-Za-z]+)>"
                                   "|system_clock|steady_clock|\\bthrow\\b|\\btry\\b");
        EXPECT_NOTHING(matches(filesUnder({"importers"}, {".h", ".cpp"}), forbidden));
    }

    void theCommandLineLinksNoWindowLibraries()
    {
        QProcess readelf;
        readelf.start(QStringLiteral("readelf"), {QStringLiteral("-d"), QStringLiteral(FAULTLINE_BINARY_DIR "/bin/faultline-cli")});
        QVERIFY(readelf.waitForFinished());
        const QByteArray needed = readelf.readAllStandardOutput();
        QVERIFY2(needed.contains("libsqlite3"), "readelf shows the libraries");
        for (const char* library : {"Qt6Gui", "Qt6Widgets", "Qt6Sql", "Qt6Network", "libGL"})
            QVERIFY2(!needed.contains(library), library);
    }

    void sqlStandsOnlyWhereTheCaseIsReadAndWritten()
    {
        const Pattern sql("\"[^\"\n]*\\b(SELECT [^\"\n]* FROM|INSERT (OR [A-Z]+ )?INTO|DELETE FROM|CREATE TABLE|PRAGMA [a-z_]+)");
        std::vector<SourceFile> files = filesUnder({"app", "importers", "ui"}, {".h", ".cpp"});
        std::vector<std::string> findings;
        for (const SourceFile& file : files) {
            const bool isHome = startsWith(file.path, "app/store/") || startsWith(file.path, "app/query/") ||
                                file.path == "app/cli/commands_sql.cpp";    // the example in its help
            if (!isHome && sql.occursIn(file.text))
                findings.push_back(file.path);
        }
        EXPECT_NOTHING(findings);
    }

    void theWindowAsksInOnePlace()
    {
        const Pattern boxes("\\b(QMessageBox|QFileDialog|QInputDialog)\\b");
        std::vector<std::string> findings;
        for (const std::string& found : matches(filesUnder({"app", "importers", "ui"}, {".h", ".cpp"}), boxes))
            if (!startsWith(found, "ui/dialogs/") && !startsWith(found, "ui/mainwindow.cpp"))
                findings.push_back(found);
        EXPECT_NOTHING(findings);
    }

    void textsAreTranslatedInTheWindowOnly()
    {
        EXPECT_NOTHING(matches(filesUnder({"app", "importers"}, {".h", ".cpp"}), Pattern("[^a-zA-Z_:]tr\\(|QT_TR")));
    }

    void theChartLibraryStaysInItsFolder()
    {
        std::vector<std::string> findings;
        const Pattern plot("#include <qcustomplot|\\bQCP[A-Z]");
        for (const std::string& found : matches(filesUnder({"app", "importers", "ui"}, {".h", ".cpp"}), plot))
            if (!startsWith(found, "ui/charts/"))
                findings.push_back(found);
        EXPECT_NOTHING(findings);
    }

    void textOfACaseIsNeverMarkup()
    {
        std::vector<std::string> findings;
        const Pattern markup("Qt::(RichText|AutoText|MarkdownText)\\b|\\bsetHtml\\(|\\bsetMarkdown\\(|\\binsertHtml\\(");
        for (const std::string& found : matches(filesUnder({"ui"}, {".h", ".cpp"}), markup))
            if (!startsWith(found, "ui/views/helpview.cpp") &&    // our own words
                !startsWith(found, "ui/tablemime.cpp"))           // for the clipboard, escaped cell by cell
                findings.push_back(found);
        EXPECT_NOTHING(findings);
    }

    void theWindowsThreadNeverWaits()
    {
        EXPECT_NOTHING(matches(filesUnder({"ui"}, {".h", ".cpp"}),
                               Pattern("\\b(processEvents|sleep|msleep|usleep|sleep_for|waitForFinished|terminate)\\(|\\bQEventLoop\\b")));
    }

    void filesStayWithinTheirBudgets()
    {
        const std::vector<std::pair<std::string, std::size_t>> raised = {
            {"ui/mainwindow.cpp", 400},
            {"ui/casesession.h", 200},                              // the one list of what is looked at
            {"importers/metrics/prometheusqueryrange.cpp", 400},    // one streaming reader of nested JSON
            {"importers/metrics/valueunits.cpp", 380},              // the table of units
            {"importers/timelines/timelinereader.cpp", 390},        // rows, dates and groups, and the one door of each line
        };
        std::vector<std::string> findings;
        for (const SourceFile& file : filesUnder({"app", "importers", "ui", "tests"}, {".h", ".cpp"})) {
            const bool isHeader = file.path.size() > 2 && file.path.compare(file.path.size() - 2, 2, ".h") == 0;
            std::size_t limit = isHeader ? 150 : startsWith(file.path, "importers/") ? 350 : 600;
            for (const auto& [path, lines] : raised)
                limit = path == file.path ? lines : limit;
            const std::size_t lines = linesOf(file.text).size();
            if (lines > limit)
                findings.push_back(file.path + " has " + std::to_string(lines) + " lines, the limit is " + std::to_string(limit));
        }
        EXPECT_NOTHING(findings);
    }

    void nothingIsGlobal()
    {
        const Pattern global("\\binstance\\(\\)|\\bstatic (?!const\\b|constexpr\\b|inline const|assert)[A-Za-z_:<>, ]+[ &*]"
                                "[a-z][A-Za-z0-9_]*( = [^;(]+|\\{[^}]*\\})?;|\\bthread_local\\b");
        EXPECT_NOTHING(matches(filesUnder({"app", "importers"}, {".h", ".cpp"}), global));
    }

    void noFileNamesAMachine()
    {
        const std::vector<std::string> files = trackedFiles();
        if (files.empty())
            QSKIP("git does not know this folder");
        // Split, so that this file does not find itself.
        const Pattern machine(std::string("/ho") + "me/[a-z]|/Use" + "rs/[A-Za-z]|/wo" + "rk/|/tmp/w" + "t/|/ro" + "ot/|C:" +
                                 "\\\\Use" + "rs|artif" + "actory|nex" + "us\\.|regis" + "try\\.[a-z]+\\.[a-z]|loc" + "alhost:[0-9]");
        std::vector<std::string> findings;
        for (const std::string& name : files) {
            const std::string suffix = fs::path(name).extension().string();
            const bool isText = suffix != ".gz" && suffix != ".zst" && suffix != ".zip" && suffix != ".png" && suffix != ".faultline";
            if (!isText || startsWith(name, "tests/importers/samples/"))    // samples quote what programs log
                continue;
            const std::vector<std::string> lines = linesOf(read(root / name));
            for (std::size_t i = 0; i < lines.size(); ++i)
                if (lines[i].size() < 10'000 && machine.occursIn(lines[i]))
                    findings.push_back(name + ':' + std::to_string(i + 1) + ": " + lines[i].substr(0, 120));
        }
        EXPECT_NOTHING(findings);
    }

    void everyImporterHasASample()
    {
        QProcess formats;
        formats.start(QStringLiteral(FAULTLINE_BINARY_DIR "/bin/faultline-cli"),
                      {QStringLiteral("formats"), QStringLiteral("--output"), QStringLiteral("csv")});
        QVERIFY(formats.waitForFinished());
        const std::vector<std::string> lines = linesOf(formats.readAllStandardOutput().toStdString());
        QVERIFY(lines.size() > 1);
        std::vector<std::string> findings;
        for (std::size_t i = 1; i < lines.size(); ++i) {
            const std::string id = lines[i].substr(0, lines[i].find(','));
            if (!fs::is_directory(root / "tests/importers/samples" / id))
                findings.push_back(id);
        }
        EXPECT_NOTHING(findings);
    }

private:
    using Allowed = std::vector<std::pair<std::string, std::vector<std::string>>>;

    static bool mayInclude(const std::string& path, const std::string& folder, const std::string& target, const Allowed& allowed)
    {
        if (target == folder || (startsWith(folder, "importers") && startsWith(target, "importers/")))
            return true;
        if (startsWith(folder, "importers"))
            return target == "app/base" || target == "app/model" || target == "app/import";
        if (startsWith(target, "importers/"))
            return path == "app/cli/main.cpp" || path == "ui/main.cpp";
        if (startsWith(target, "tests/") || (startsWith(target, "ui/") && startsWith(folder, "app/")))
            return false;
        if (startsWith(folder, "app/cli"))
            return startsWith(target, "app/");
        if (startsWith(folder, "ui"))
            return target != "app/cli";
        const auto row = std::find_if(allowed.begin(), allowed.end(), [&](const auto& entry) { return entry.first == folder; });
        return row != allowed.end() && std::find(row->second.begin(), row->second.end(), target) != row->second.end();
    }

    static std::vector<std::string> matches(const std::vector<SourceFile>& files, const Pattern& pattern)
    {
        std::vector<std::string> findings;
        for (const SourceFile& file : files) {
            const std::vector<std::string> lines = linesOf(file.text);
            for (std::size_t i = 0; i < lines.size(); ++i) {
                // An include in quotes is blanked with the strings, one in <> stays.
                const std::string code = codeOf(lines[i]);
                if (pattern.occursIn(code))
                    findings.push_back(file.path + ':' + std::to_string(i + 1) + ": " + lines[i]);
            }
        }
        return findings;
    }
};

QTEST_GUILESS_MAIN(ArchitectureTest)
#include "architecture_test.moc"
