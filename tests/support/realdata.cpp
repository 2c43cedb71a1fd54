#include "tests/support/realdata.h"

#include "app/import/input.h"

#include <QFile>

#include <array>

namespace faultline::test {

QString realDataFolder()
{
    return qEnvironmentVariable("FAULTLINE_SHARED_DATA", QStringLiteral(FAULTLINE_SOURCE_DIR "/../shared/data"));
}

std::optional<std::string> fileText(const std::string& path)
{
    if (!QFile::exists(QString::fromStdString(path)))
        return std::nullopt;
    std::string text;
    const auto readAll = [&text](Input& input) -> Result<void> {
        std::array<char, 65536> buffer;
        while (true) {
            const auto count = input.read(buffer.data(), buffer.size());
            if (!count)
                return count.error();
            if (*count == 0)
                return {};
            text.append(buffer.data(), *count);
        }
    };
    if (!visitInputs(path, {}, readAll))
        return std::nullopt;
    return text;
}

std::optional<std::string> realData(std::string_view path)
{
    return fileText(realDataFolder().toStdString() + '/' + std::string(path));
}

}    // namespace faultline::test
