#include "tests/support/realdata.h"

#include "app/import/input.h"

#include <QFile>

#include <array>

namespace faultline::test {

QString realDataFolder()
{
    return qEnvironmentVariable("FAULTLINE_SHARED_DATA", QStringLiteral(FAULTLINE_SOURCE_DIR "/../shared/data"));
}

std::optional<std::string> realData(std::string_view path)
{
    const QString name = realDataFolder() + QLatin1Char('/') + QString::fromUtf8(path.data(), static_cast<qsizetype>(path.size()));
    if (!QFile::exists(name))
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
    if (!visitInputs(name.toStdString(), {}, readAll))
        return std::nullopt;
    return text;
}

}    // namespace faultline::test
