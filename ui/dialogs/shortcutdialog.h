#pragma once

#include <QDialog>

class QLineEdit;
class QTreeWidget;

namespace faultline {

class Actions;

/// Every key of the program, by where it acts; made from the actions themselves.
class ShortcutDialog : public QDialog {
    Q_OBJECT

public:
    ShortcutDialog(const Actions& actions, QWidget* parent);

private:
    void fill();
    void search(const QString& text);

    const Actions& m_actions;
    QLineEdit* m_search = nullptr;
    QTreeWidget* m_keys = nullptr;
};

}    // namespace faultline
