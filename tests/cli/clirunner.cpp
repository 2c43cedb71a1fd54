#include "clirunner.h"

#include <QProcess>
#include <QProcessEnvironment>

#include <fstream>
#include <iterator>

namespace faultline {

namespace {

constexpr int longestRunMs = 120'000;

CliRun finished(QProcess& process)
{
    CliRun run;
    process.closeWriteChannel();
    if (!process.waitForStarted() || !process.waitForFinished(longestRunMs)) {
        run.err = "did not start or did not end: " + process.errorString().toStdString();
        process.kill();
        process.waitForFinished();
        return run;
    }
    run.exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    run.out = process.readAllStandardOutput().toStdString();
    run.err = process.readAllStandardError().toStdString();
    return run;
}

std::string contentOf(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}    // namespace

nlohmann::json CliRun::rows() const
{
    const nlohmann::json document = json();
    return document.is_object() && document.contains("rows") ? document["rows"] : nlohmann::json();
}

const char* CliRun::describe() const
{
    m_description = "exit " + std::to_string(exitCode) + "\nout: " + out + "\nerr: " + err;
    return m_description.c_str();
}

std::string CliFolder::path(std::string_view name) const
{
    return m_folder.path().toStdString() + '/' + std::string(name);
}

void CliFolder::write(std::string_view name, std::string_view content) const
{
    std::ofstream(path(name), std::ios::binary) << content;
}

std::string CliFolder::read(std::string_view name) const
{
    return contentOf(path(name));
}

bool CliFolder::has(std::string_view name) const
{
    return std::ifstream(path(name)).good();
}

void CliFolder::sample(std::string_view name) const
{
    write(name, contentOf(FAULTLINE_SOURCE_DIR "/tests/cli/samples/" + std::string(name)));
}

CliRun CliFolder::run(const std::vector<std::string>& arguments) const
{
    QStringList list;
    for (const std::string& argument : arguments)
        list << QString::fromStdString(argument);
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(QString::fromStdString(program()), list);
    return finished(process);
}

CliRun CliFolder::shell(const std::string& command) const
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("CLI"), QString::fromStdString(program()));
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), QString::fromStdString(command)});
    return finished(process);
}

std::string CliFolder::program()
{
    return FAULTLINE_BINARY_DIR "/bin/faultline-cli";
}

}    // namespace faultline
