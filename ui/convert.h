#pragma once

#include <QString>

#include <string>
#include <string_view>

namespace faultline {

// The only bridge between the core's UTF-8 and QString.
inline QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

inline std::string toStd(const QString& text)
{
    return text.toStdString();
}

}    // namespace faultline
