#pragma once

#include <QString>
#include <QStringList>

class QWidget;

namespace faultline {

/// The questions that stop for an answer. Each is asked once, and only when something would be lost otherwise.
enum class RunningImports { Cancel, Keep };
RunningImports askAboutRunningImports(QWidget* parent, int count);

QStringList chooseImportFiles(QWidget* parent, const QString& folder);
QString chooseImportFolder(QWidget* parent, const QString& folder);
QString chooseNewCase(QWidget* parent, const QString& path);

/// True when the source shall go, with everything that was read from it.
bool askToRemoveSource(QWidget* parent, const QString& name, const QString& whatGoes);
/// The new text, trimmed; "" = left as it is.
QString askForText(QWidget* parent, const QString& title, const QString& label, const QString& text);

}    // namespace faultline
