#pragma once

#include "ui/settings.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace faultline {

class Actions;

/// What can be chosen. Everything acts at once; there is nothing to confirm.
class PreferencesDialog : public QDialog {
    Q_OBJECT

public:
    PreferencesDialog(const Settings& settings, const Actions& actions, QWidget* parent);

signals:
    void changed(const faultline::Settings& settings);

private:
    QWidget* makeGeneral();
    QWidget* makeKeys();
    void fillKeys();
    void showChosenKey();
    void setKey();
    void resetKey();
    QTreeWidgetItem* chosen() const;

    Settings m_settings;
    const Actions& m_actions;
    QLineEdit* m_search = nullptr;
    QTreeWidget* m_keys = nullptr;
    QKeySequenceEdit* m_edit = nullptr;
    QPushButton* m_assign = nullptr;
    QPushButton* m_reset = nullptr;
    QLabel* m_note = nullptr;
};

}    // namespace faultline
